package org.electra4j.pretraining;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.electra4j.cluster.WorkerGroup;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.graph.GraphCasts;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.Towers;
import org.electra4j.optimization.LossScale;
import org.electra4j.optimization.ParameterUpdate;
import org.electra4j.tokenization.Vocabulary;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The graph of a pretraining session: the objective on one part of a batch, its losses as summands
 * in those of the whole batch, and the update.
 */
final class PretrainingGraph implements AutoCloseable {
  private final ModelGraph graph;
  private final PretrainingModel model;
  private final BatchWeights batchWeights;
  private final Map<String, Operand<TFloat32>> losses = new LinkedHashMap<>();
  private final ParameterUpdate update;

  /**
   * Builds the graph.
   *
   * @param batch rows that go through it together
   * @param parts of such a size, which a worker's batch has
   * @param training whether there are dropout and an update
   * @param sampler how replacements are drawn
   * @param workers over which losses and gradients are summed
   */
  PretrainingGraph(
      PretrainingConfig config,
      Vocabulary vocabulary,
      int batch,
      int parts,
      boolean training,
      TokenSampler sampler,
      WorkerGroup workers,
      Towers towers) {
    graph = new ModelGraph(Sessions.Precision.of(config.precision()));
    batchWeights = new BatchWeights(graph);
    model =
        new PretrainingModel(
            graph,
            config,
            vocabulary,
            batch,
            training,
            sampler,
            towers,
            weight -> {
              Operand<TFloat32> ofWorkers = workers.sum(graph, List.of(weight)).get(0);
              return parts == 1 ? ofWorkers : batchWeights.place(ofWorkers);
            });
    losses.put("total_loss", model.totalLoss());
    losses.put("generator_loss", model.generatorLoss());
    model.discriminatorLoss().ifPresent(loss -> losses.put("discriminator_loss", loss));
    Iterator<Operand<TFloat32>> sums = workers.sum(graph, List.copyOf(losses.values())).iterator();
    losses.replaceAll((name, ofRows) -> sums.next());
    update =
        training
            ? new ParameterUpdate(
                graph,
                model.totalLoss(),
                ParameterUpdate.Options.of(
                    config.globalNorm(),
                    config.optimizer(),
                    config.weightDecayRate(),
                    parts,
                    config.precision()),
                tensors -> workers.sum(graph, tensors),
                name -> 1)
            : null;
  }

  ModelGraph graph() {
    return graph;
  }

  PretrainingModel model() {
    return model;
  }

  /** By which the losses of parts are averaged; none where a batch is one part. */
  BatchWeights batchWeights() {
    return batchWeights;
  }

  /** Null in a graph that does not train. */
  ParameterUpdate update() {
    return update;
  }

  /** The losses, and where a part updates the weights the norm of the gradients. */
  Map<String, Operand<TFloat32>> losses(BatchPart part) {
    Map<String, Operand<TFloat32>> all = new LinkedHashMap<>(losses);
    if (update != null && part.isLast()) {
      all.put(PretrainingSession.GLOBAL_NORM, update.globalNorm());
    }
    return all;
  }

  /** The tensors of a part in the order of the computation; in the last part all gradients, too. */
  Map<String, Operand<TFloat32>> tensors(BatchPart part) {
    Map<String, Operand<TFloat32>> tensors = new LinkedHashMap<>();
    Set<Output<?>> seen = new HashSet<>();
    model
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (tensor.type() == TFloat32.class && seen.add(tensor.asOutput())) {
                tensors.put(name, GraphCasts.float32(tensor));
              }
            });
    if (part.isLast()) {
      update.gradients().forEach((name, g) -> tensors.put("gradient of " + name, g));
    }
    return tensors;
  }

  /**
   * Feeds a part.
   *
   * @param weights of the whole batch
   * @param lossScale of an update
   * @param fed gets the tensors, which the caller closes after the run
   */
  void feed(
      Session.Runner runner,
      BatchPart part,
      float[] weights,
      LossScale lossScale,
      List<Tensor> fed) {
    model.inputs().feed(runner, part.rows(), fed);
    batchWeights.feed(runner, weights, fed);
    if (update != null) {
      update.feedLossScale(runner, lossScale, fed);
    }
    if (graph.isRandom()) {
      Tensor seed = TInt64.scalarOf(part.seed());
      fed.add(seed);
      runner.feed(graph.randomSeed(), seed);
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
