package org.electra4j.pretraining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Towers;
import org.electra4j.io.BadInputException;
import org.electra4j.tokenization.Vocabulary;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The objective of replaced-token detection (Clark et al. 2020, section 2; original: {@code
 * PretrainingModel}): a generator predicts masked tokens, its samples go back into the text, and
 * the discriminator tells which tokens were replaced.
 *
 * <p>The rows of a batch may be divided among towers, which share all variables; the losses are
 * means over the whole batch.
 */
public final class PretrainingModel {
  private final ModelGraph graph;
  private final PretrainingInputs inputs;
  private final SoftmaxOutput maskedLm;
  private final Operand<TInt32> sampledTokenIds;
  private final Operand<TFloat32> generatorLoss;
  private final Optional<DiscriminatorOutput> discriminator;
  private final Optional<Operand<TFloat32>> discriminatorLoss;
  private final Operand<TFloat32> totalLoss;
  private final Map<String, Operand<?>> tensors;

  /**
   * Adds the objective on whole batches to the graph.
   *
   * @param batch rows a step, divisible by the number of towers
   * @param training whether dropout is on
   * @param sampler how replacements are drawn
   * @throws BadInputException for options that exclude each other
   */
  public PretrainingModel(
      ModelGraph graph,
      PretrainingConfig config,
      Vocabulary vocabulary,
      int batch,
      boolean training,
      TokenSampler sampler,
      Towers towers) {
    this(graph, config, vocabulary, batch, training, sampler, towers, UnaryOperator.identity());
  }

  /**
   * Adds the objective to the graph.
   *
   * @param batch rows a run, divisible by the number of towers
   * @param training whether dropout is on
   * @param sampler how replacements are drawn
   * @param weightOfBatch gives the weight by which a loss is averaged, scalar, for that of the rows
   *     in this graph; the losses are then those rows' summands in the losses of the batch
   * @throws BadInputException for options that exclude each other
   */
  PretrainingModel(
      ModelGraph graph,
      PretrainingConfig config,
      Vocabulary vocabulary,
      int batch,
      boolean training,
      TokenSampler sampler,
      Towers towers,
      UnaryOperator<Operand<TFloat32>> weightOfBatch) {
    this.graph = graph;
    TransformerConfig sizes = config.transformerConfig();
    int predictions = config.maxPredictionsPerSeq();
    this.inputs = PretrainingInputs.placeholders(graph, batch, config.maxSeqLength(), predictions);
    int rows = batch / towers.number();
    List<PretrainingTower> parts =
        towers.build(
            graph,
            tower ->
                new PretrainingTower(
                    graph,
                    config,
                    training ? sizes : sizes.withoutDropout(),
                    SpecialTokens.of(vocabulary),
                    inputs.rows(graph, tower * rows, rows),
                    sampler.rows(graph, tower * rows * predictions, rows * predictions)));
    this.tensors = joinedTensors(parts);
    this.maskedLm =
        SoftmaxOutput.joined(graph, parts.stream().map(PretrainingTower::maskedLm).toList());
    this.sampledTokenIds = Rows.joined(graph, parts, PretrainingTower::sampledTokenIds);
    Operand<TFloat32> maskedLmLoss = maskedLm.weightedLoss().mean(graph, weightOfBatch);
    tensors.put("mlm/loss", maskedLmLoss);
    this.generatorLoss = clozeLoss(parts, weightOfBatch).orElse(maskedLmLoss);
    List<DiscriminatorOutput> discriminators =
        parts.stream().flatMap(tower -> tower.discriminator().stream()).toList();
    this.discriminator =
        discriminators.isEmpty()
            ? Optional.empty()
            : Optional.of(DiscriminatorOutput.joined(graph, discriminators));
    this.discriminatorLoss =
        discriminator.map(output -> output.weightedLoss().mean(graph, weightOfBatch));
    discriminatorLoss.ifPresent(loss -> tensors.put("disc/loss", loss));
    this.totalLoss = totalLoss(config);
    tensors.put("total_loss", totalLoss);
  }

  private Map<String, Operand<?>> joinedTensors(List<PretrainingTower> parts) {
    Map<String, Operand<?>> joined = new LinkedHashMap<>();
    for (String name : parts.get(0).tensors().keySet()) {
      int rowsAxis = name.endsWith("attention_maps") ? 1 : 0;
      joined.put(
          name,
          Rows.joined(
              graph,
              parts.stream().<Operand<?>>map(t -> t.tensors().get(name)).toList(),
              rowsAxis));
    }
    return joined;
  }

  private Optional<Operand<TFloat32>> clozeLoss(
      List<PretrainingTower> parts, UnaryOperator<Operand<TFloat32>> weightOfBatch) {
    List<WeightedLoss> losses =
        parts.stream()
            .flatMap(tower -> tower.cloze().stream())
            .map(SoftmaxOutput::weightedLoss)
            .toList();
    if (losses.isEmpty()) {
      return Optional.empty();
    }
    Operand<TFloat32> loss = WeightedLoss.sum(graph, losses).mean(graph, weightOfBatch);
    tensors.put("cloze/loss", loss);
    return Optional.of(loss);
  }

  private Operand<TFloat32> totalLoss(PretrainingConfig config) {
    Ops tf = graph.tf();
    Operand<TFloat32> ofGenerator =
        tf.math.mul(graph.scalar((float) config.genWeight()), generatorLoss);
    return discriminatorLoss
        .<Operand<TFloat32>>map(
            loss ->
                tf.math.add(
                    ofGenerator, tf.math.mul(graph.scalar((float) config.discWeight()), loss)))
        .orElse(ofGenerator);
  }

  /** The places of a batch. */
  public PretrainingInputs inputs() {
    return inputs;
  }

  SoftmaxOutput maskedLm() {
    return maskedLm;
  }

  /** [batch * predictions] int32. */
  Operand<TInt32> sampledTokenIds() {
    return sampledTokenIds;
  }

  /** Scalar: the masked-language-model loss, in a two-tower generator the cloze loss. */
  Operand<TFloat32> generatorLoss() {
    return generatorLoss;
  }

  /** Empty for a plain masked language model. */
  Optional<DiscriminatorOutput> discriminator() {
    return discriminator;
  }

  /** Scalar: the mean over all tokens; empty for a plain masked language model. */
  Optional<Operand<TFloat32>> discriminatorLoss() {
    return discriminatorLoss;
  }

  /** Scalar: gen_weight x generator loss + disc_weight x discriminator loss. */
  public Operand<TFloat32> totalLoss() {
    return totalLoss;
  }

  /**
   * The model's tensors in the order of the computation, under the names of the reference data;
   * their entries stand in row-major order of [batch, length or predictions, ...].
   */
  public Map<String, Operand<?>> tensors() {
    return tensors;
  }
}
