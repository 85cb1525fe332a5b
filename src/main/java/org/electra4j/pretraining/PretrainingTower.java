package org.electra4j.pretraining;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.ModelGraph;
import org.electra4j.io.BadInputException;
import org.electra4j.model.DiscriminatorHead;
import org.electra4j.model.EncoderInputs;
import org.electra4j.model.EncoderOutput;
import org.electra4j.model.EncoderScope;
import org.electra4j.model.TokenPredictionHead;
import org.electra4j.model.TransformerEncoder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The objective on the rows of one tower (see {@link PretrainingModel}).
 *
 * <p>The rows arrive masked (see {@link org.electra4j.data.Masking}); everything after that is in
 * the graph.
 */
final class PretrainingTower {
  private final ModelGraph graph;
  private final Ops tf;
  private final PretrainingConfig config;
  private final TransformerConfig encoderConfig;
  private final SpecialTokens specialTokens;
  private final PretrainingInputs inputs;
  private final EncoderInputs unmasked;
  private final Map<String, Operand<?>> tensors = new LinkedHashMap<>();

  private final SoftmaxOutput maskedLm;
  private final Operand<TInt32> sampledTokenIds;
  private final Optional<DiscriminatorOutput> discriminator;
  private SoftmaxOutput cloze;

  /**
   * Adds the objective to the graph.
   *
   * @param encoderConfig with the dropout rates to use
   * @param inputs the rows
   * @param sampler how their replacements are drawn
   * @throws BadInputException for options that exclude each other
   */
  PretrainingTower(
      ModelGraph graph,
      PretrainingConfig config,
      TransformerConfig encoderConfig,
      SpecialTokens specialTokens,
      PretrainingInputs inputs,
      TokenSampler sampler) {
    this.graph = graph;
    this.tf = graph.tf();
    this.config = config;
    this.encoderConfig = encoderConfig;
    this.specialTokens = specialTokens;
    this.inputs = inputs;
    this.unmasked = unmask();

    this.maskedLm = generator();
    note("mlm", maskedLm);
    this.sampledTokenIds = sample(sampler);
    FakeData fake =
        FakeData.of(graph, inputs, unmasked, sampledTokenIds, config.electricObjective());
    tensors.put("fake/input_ids", fake.inputs().inputIds());
    tensors.put("fake/is_fake_tokens", fake.isFake());
    this.discriminator =
        config.electraObjective() || config.electricObjective()
            ? Optional.of(discriminator(fake))
            : Optional.empty();
  }

  private EncoderInputs unmask() {
    EncoderInputs masked = inputs.masked();
    EncoderInputs result =
        masked.withInputIds(
            PretrainHelpers.scatterUpdate(
                    graph, masked.inputIds(), inputs.maskedLmIds(), inputs.maskedLmPositions())
                .sequence());
    tensors.put("unmasked/input_ids", result.inputIds());
    return result;
  }

  private SoftmaxOutput generator() {
    if (config.twoTowerGenerator() && (config.uniformGenerator() || !config.untiedGenerator())) {
      throw new BadInputException(
          "two_tower_generator needs untied_generator = true and uniform_generator = false");
    }
    if (config.uniformGenerator()) {
      return maskedLmOutput(uniformLogits());
    }
    boolean hasDiscriminator = config.electraObjective() || config.electricObjective();
    if (hasDiscriminator && config.untiedGenerator()) {
      TransformerConfig small =
          encoderConfig.generator(config.generatorHiddenSize(), config.generatorLayers());
      return config.twoTowerGenerator() ? twoTowerGenerator(small) : smallGenerator(small);
    }
    // One network: the whole model of a masked language model, or tied weights.
    if (config.twoTowerGenerator()) {
      throw new BadInputException(
          "two_tower_generator needs electra_objective or electric_objective");
    }
    return maskedLmOutput(
        TransformerEncoder.build(
            graph,
            encoderConfig,
            inputs.masked(),
            EncoderScope.of("electra", config.embeddingWidth())));
  }

  private SoftmaxOutput smallGenerator(TransformerConfig small) {
    EncoderScope scope =
        config.untiedGeneratorEmbeddings()
            ? new EncoderScope(
                "generator", "generator", small.hiddenSize(), EncoderScope.Direction.BOTH)
            : EncoderScope.of("generator", config.embeddingWidth());
    return maskedLmOutput(TransformerEncoder.build(graph, small, inputs.masked(), scope));
  }

  private SoftmaxOutput twoTowerGenerator(TransformerConfig small) {
    TwoTowerGenerator generator =
        TwoTowerGenerator.build(
            graph, small, unmasked, config.embeddingWidth(), config.untiedGeneratorEmbeddings());
    note("generator_ltr", generator.leftToRight());
    note("generator_rtl", generator.rightToLeft());
    Operand<TFloat32> logits =
        TokenPredictionHead.logits(
            graph,
            encoderConfig,
            generator.sequenceOutput(),
            generator.embeddingTable(),
            "cloze_predictions");
    cloze =
        SoftmaxOutput.of(
            graph,
            logits,
            tf.reshape(unmasked.inputIds(), graph.vector(-1)),
            specialTokens.candidates(graph, unmasked));
    note("cloze", cloze);
    return maskedLmOutput(atMaskedPositions(logits));
  }

  private SoftmaxOutput maskedLmOutput(EncoderOutput generator) {
    note("generator", generator);
    return maskedLmOutput(
        TokenPredictionHead.logits(
            graph,
            encoderConfig,
            atMaskedPositions(generator.sequenceOutput()),
            generator.embeddingTable(),
            "generator_predictions"));
  }

  private SoftmaxOutput maskedLmOutput(Operand<TFloat32> logits) {
    Operand<TInt32> flat = graph.vector(-1);
    return SoftmaxOutput.of(
        graph,
        logits,
        tf.reshape(inputs.maskedLmIds(), flat),
        tf.reshape(inputs.maskedLmWeights(), flat));
  }

  private Operand<TFloat32> uniformLogits() {
    int rows = unmasked.batch() * config.maxPredictionsPerSeq();
    return tf.fill(graph.vector(rows, encoderConfig.vocabSize()), graph.scalar(0f));
  }

  private Operand<TFloat32> atMaskedPositions(Operand<TFloat32> rows) {
    return PretrainHelpers.gatherPositions(
        graph, rows, inputs.maskedLmPositions(), config.maxSeqLength());
  }

  /** The generator's tokens for the masked positions, [batch * predictions]. */
  private Operand<TInt32> sample(TokenSampler sampler) {
    Operand<TFloat32> logits = tf.stopGradient(maskedLm.logits());
    Operand<TFloat32> argument = logits;
    if (config.temperature() != 1) {
      argument = tf.math.div(argument, graph.scalar((float) config.temperature()));
    }
    tensors.put("sample/softmax_argument", argument);
    if (config.disallowCorrect()) {
      Operand<TFloat32> correct =
          tf.oneHot(
              tf.reshape(inputs.maskedLmIds(), graph.vector(-1)),
              graph.scalar(encoderConfig.vocabSize()),
              graph.scalar(1000f),
              graph.scalar(0f));
      argument = tf.math.sub(argument, correct);
    }
    Operand<TFloat32> probs = argument == logits ? maskedLm.probs() : tf.nn.softmax(argument);
    Operand<TInt32> sampled = sampler.sample(graph, argument, probs);
    tensors.put("sample/sampled_token_ids", sampled);
    return sampled;
  }

  private DiscriminatorOutput discriminator(FakeData fake) {
    EncoderOutput encoder =
        TransformerEncoder.build(
            graph,
            encoderConfig,
            fake.inputs(),
            EncoderScope.of("electra", config.embeddingWidth()));
    note("discriminator", encoder);
    Operand<TFloat32> logits =
        DiscriminatorHead.logits(graph, encoderConfig, encoder.sequenceOutput());
    if (config.electricObjective()) {
      logits = tf.math.add(tf.math.add(logits, logProbsOf(fake.inputs())), priorLogit());
    }
    DiscriminatorOutput output =
        DiscriminatorOutput.of(graph, fake.inputs(), logits, fake.isFake());
    tensors.put("disc/logits", output.logits());
    tensors.put("disc/probs", output.probs());
    tensors.put("disc/preds", output.preds());
    tensors.put("disc/labels", output.labels());
    tensors.put("disc/per_example_loss", output.perExampleLoss());
    return output;
  }

  /** The log-probability of each token under the two towers (quirk 15), [batch * length]. */
  private Operand<TFloat32> logProbsOf(EncoderInputs fake) {
    SoftmaxOutput ofFake =
        SoftmaxOutput.of(
            graph,
            tf.stopGradient(cloze.logits()),
            tf.reshape(fake.inputIds(), graph.vector(-1)),
            cloze.weights());
    return tf.stopGradient(tf.math.neg(ofFake.perExampleLoss()));
  }

  private Operand<TFloat32> priorLogit() {
    return graph.scalar((float) Math.log(config.maskProb() / (1 - config.maskProb())));
  }

  private void note(String network, EncoderOutput output) {
    tensors.put(network + "/token_embeddings", output.tokenEmbeddings());
    tensors.put(network + "/embedding_layer_norm_output", output.embeddingLayerNormOutput());
    tensors.put(network + "/embedding_output", output.embeddingOutput());
    for (int i = 0; i < output.layerOutputs().size(); i++) {
      tensors.put(network + "/layer_" + i + "_output", output.layerOutputs().get(i));
    }
    if (!output.attentionMaps().isEmpty()) {
      tensors.put(network + "/attention_maps", tf.stack(output.attentionMaps()));
    }
  }

  private void note(String name, SoftmaxOutput output) {
    tensors.put(name + "/logits", output.logits());
    tensors.put(name + "/probs", output.probs());
    tensors.put(name + "/log_probs", tf.nn.logSoftmax(output.logits()));
    tensors.put(name + "/per_example_loss", output.perExampleLoss());
    tensors.put(name + "/preds", output.preds());
    tensors.put(name + "/weights", output.weights());
  }

  SoftmaxOutput maskedLm() {
    return maskedLm;
  }

  /** What the two-tower generator predicts at every position; empty for other generators. */
  Optional<SoftmaxOutput> cloze() {
    return Optional.ofNullable(cloze);
  }

  /** [rows * predictions] int32. */
  Operand<TInt32> sampledTokenIds() {
    return sampledTokenIds;
  }

  /** Empty for a plain masked language model. */
  Optional<DiscriminatorOutput> discriminator() {
    return discriminator;
  }

  /**
   * The tower's tensors in the order of the computation, under the names of the reference data.
   * Rows are their first axis, of the attention maps the second.
   */
  Map<String, Operand<?>> tensors() {
    return tensors;
  }
}
