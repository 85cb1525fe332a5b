package org.electra4j.pretraining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.cluster.WorkerGroup;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.MaskedInputs;
import org.electra4j.graph.GraphTensors;
import org.electra4j.graph.StepTimeline;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.metrics.PretrainingOutputs;
import org.electra4j.optimization.LossScale;
import org.electra4j.tokenization.Vocabulary;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/**
 * A pretraining graph in a TensorFlow session: one batch in, losses and predictions out. In
 * training a batch may go through the graph in several equal parts, one run each, so that memory
 * need hold one part's activations only; losses, gradients and weights are those of the whole
 * batch. Where there are several workers, what is counted and summed is that of all of them.
 */
public final class PretrainingSession implements AutoCloseable {

  /**
   * What a batch gave.
   *
   * @param losses {@code total_loss}, {@code generator_loss}, where there is a discriminator {@code
   *     discriminator_loss}, and in training {@code global_norm}
   * @param outputs predictions on each part of the batch, none unless asked for
   * @param fakeInputIds what the discriminator read, [batch * length]; empty unless asked for
   */
  public record StepOutput(
      Map<String, Double> losses, List<PretrainingOutputs> outputs, int[] fakeInputIds) {

    /** What the parts of a batch gave together. */
    private static StepOutput sum(List<StepOutput> parts) {
      Map<String, Double> losses = new LinkedHashMap<>();
      parts.forEach(part -> part.losses.forEach((name, v) -> losses.merge(name, v, Double::sum)));
      return new StepOutput(
          losses,
          parts.stream().flatMap(part -> part.outputs.stream()).toList(),
          parts.stream().flatMapToInt(part -> Arrays.stream(part.fakeInputIds)).toArray());
    }

    /** Whether the losses are sound and only their scaled gradients were too large for float16. */
    private boolean overflowed() {
      return losses.entrySet().stream()
          .allMatch(e -> Double.isFinite(e.getValue()) != e.getKey().equals(GLOBAL_NORM));
    }
  }

  static final String GLOBAL_NORM = "global_norm";

  private final WorkerGroup workers;
  private final int parts;
  private final PretrainingGraph graph;
  private final Session session;
  private final VariableStore variables;
  private LossScale lossScale;

  private PretrainingSession(
      PretrainingConfig config,
      Vocabulary vocabulary,
      int batch,
      int parts,
      boolean training,
      TokenSampler sampler,
      WorkerGroup workers) {
    this.workers = workers;
    this.parts = parts;
    Towers towers = training ? Towers.forBatch(batch, config.numDevices()) : Towers.forBatch(batch);
    graph =
        new PretrainingGraph(config, vocabulary, batch, parts, training, sampler, workers, towers);
    session = workers.open(graph.graph(), towers);
    variables = new VariableStore(graph.graph(), session);
    lossScale = training && graph.update().scalesLoss() ? LossScale.INITIAL : LossScale.NONE;
  }

  /** A graph with dropout, gradients and the optimiser, for batches of {@code train_batch_size}. */
  public static PretrainingSession forTraining(PretrainingConfig config, Vocabulary vocabulary) {
    return forTraining(config, vocabulary, WorkerGroup.ALONE);
  }

  /** Such a graph for this worker's rows of the batches. */
  public static PretrainingSession forTraining(
      PretrainingConfig config, Vocabulary vocabulary, WorkerGroup workers) {
    return forTraining(config, vocabulary, workers, new CategoricalSampler());
  }

  /** The same with replacements drawn by {@code sampler}. */
  static PretrainingSession forTraining(
      PretrainingConfig config, Vocabulary vocabulary, WorkerGroup workers, TokenSampler sampler) {
    int parts = config.gradientAccumulationSteps();
    int rows = config.trainBatchSize() / workers.number() / parts;
    return new PretrainingSession(config, vocabulary, rows, parts, true, sampler, workers);
  }

  /** A graph without dropout, for batches of {@code batch} rows. */
  public static PretrainingSession forEvaluation(
      PretrainingConfig config, Vocabulary vocabulary, int batch) {
    return new PretrainingSession(
        config, vocabulary, batch, 1, false, new CategoricalSampler(), WorkerGroup.ALONE);
  }

  /**
   * Gives all workers the chief's weights and step.
   *
   * @return the chief's step
   */
  public long shareState(long step) {
    return workers.shareState(graph.graph(), session, step);
  }

  /** Compares the weights of the workers where that is due after so many updates. */
  public void checkReplicas(long step) {
    workers.checkReplicas(graph.graph(), variables, step);
  }

  /** The scale of the next update's loss; none of it but in float16. */
  LossScale lossScale() {
    return lossScale;
  }

  /** Goes on with a scale. */
  void restore(LossScale scale) {
    lossScale = scale;
  }

  /** The weights and, in training, the optimiser's slots. */
  public VariableStore variables() {
    return variables;
  }

  /** All variables in the order of their making. */
  public List<Variable> variableList() {
    return List.copyOf(graph.graph().variables());
  }

  /**
   * Runs one update.
   *
   * @param batch this worker's rows of the {@code train_batch_size}
   * @param seed on which dropout and sampling depend
   * @param rate the learning rate
   * @param number of the update, the first being 1
   * @param withOutputs whether predictions are wanted, too
   */
  public StepOutput train(
      MaskedInputs batch, long seed, float rate, long number, boolean withOutputs) {
    List<BatchPart> all = BatchPart.of(batch, parts, seed);
    float[] weights = weights(all);
    if (!graph.update().scalesLoss()) {
      return update(all, weights, rate, number, withOutputs);
    }
    LossScale.Scaled<StepOutput> scaled =
        lossScale.update(
            scale -> {
              lossScale = scale;
              return update(all, weights, rate, number, withOutputs);
            },
            StepOutput::overflowed);
    lossScale = scaled.next();
    return scaled.output();
  }

  private StepOutput update(
      List<BatchPart> all, float[] weights, float rate, long number, boolean withOutputs) {
    List<StepOutput> outputs = new ArrayList<>();
    for (BatchPart part : all) {
      Session.Runner runner = session.runner();
      List<Tensor> fed = new ArrayList<>();
      graph.update().addTo(runner, part.number(), rate, number, fed);
      outputs.add(run(runner, fed, part, weights, withOutputs));
    }
    return StepOutput.sum(outputs);
  }

  /**
   * Runs one update, as {@link #train} does, and watches it; of several parts the last one.
   *
   * @param rate the learning rate
   * @param number of the update, the first being 1
   */
  StepTimeline profile(MaskedInputs batch, long seed, float rate, long number) {
    List<BatchPart> all = BatchPart.of(batch, parts, seed);
    float[] weights = weights(all);
    for (BatchPart part : all.subList(0, parts - 1)) {
      Session.Runner runner = session.runner();
      graph.update().addSumsTo(runner, part.number());
      run(runner, new ArrayList<>(), part, weights, false);
    }
    BatchPart last = all.get(parts - 1);
    Session.Runner runner = session.runner();
    List<Tensor> fed = new ArrayList<>();
    try {
      graph.update().addTo(runner, last.number(), rate, number, fed);
      graph.feed(runner, last, weights, lossScale, fed);
      graph.losses(last).values().forEach(runner::fetch);
      return StepTimeline.of(runner);
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  /** Runs the model forward. */
  public StepOutput evaluate(MaskedInputs batch, long seed) {
    BatchPart whole = BatchPart.of(batch, 1, seed).get(0);
    return run(session.runner(), new ArrayList<>(), whole, new float[0], true);
  }

  /**
   * Runs the model forward and back without an update.
   *
   * @return the ranges of all tensors in the order of the computation, then of the gradients
   */
  List<TensorRange> inspect(MaskedInputs batch, long seed) {
    List<BatchPart> all = BatchPart.of(batch, parts, seed);
    float[] weights = weights(all);
    Map<String, TensorRange> ranges = new LinkedHashMap<>();
    for (BatchPart part : all) {
      Session.Runner runner = session.runner();
      if (!part.isLast()) {
        graph.update().addSumsTo(runner, part.number());
      }
      Map<String, Operand<TFloat32>> tensors = graph.tensors(part);
      List<Tensor> fed = new ArrayList<>();
      try {
        graph.feed(runner, part, weights, lossScale, fed);
        tensors.values().forEach(runner::fetch);
        try (Result result = workers.run(runner)) {
          int next = 0;
          for (String name : tensors.keySet()) {
            TensorRange range = TensorRange.of(name, GraphTensors.floats(result.get(next++)));
            ranges.merge(name, range, TensorRange::and);
          }
        }
      } finally {
        fed.forEach(Tensor::close);
      }
    }
    return List.copyOf(ranges.values());
  }

  private float[] weights(List<BatchPart> all) {
    return graph.batchWeights().sums(session, workers::run, graph.model().inputs(), all);
  }

  /** Runs a part and closes what was fed. */
  private StepOutput run(
      Session.Runner runner,
      List<Tensor> fed,
      BatchPart part,
      float[] weights,
      boolean withOutputs) {
    Map<String, Operand<TFloat32>> losses = graph.losses(part);
    try {
      graph.feed(runner, part, weights, lossScale, fed);
      losses.values().forEach(runner::fetch);
      if (withOutputs) {
        OutputFetches.addTo(runner, graph.model());
      }
      try (Result result = workers.run(runner)) {
        Map<String, Double> values = new LinkedHashMap<>();
        int next = 0;
        for (String name : losses.keySet()) {
          values.put(name, (double) ((TFloat32) result.get(next++)).getFloat());
        }
        if (!withOutputs) {
          return new StepOutput(values, List.of(), new int[0]);
        }
        return new StepOutput(
            values,
            List.of(OutputFetches.outputs(result, next, part.rows(), graph.model())),
            OutputFetches.fakeInputIds(result, next));
      }
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
