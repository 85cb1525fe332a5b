package org.electra4j.pretraining;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.electra4j.cluster.WorkerGroup;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.MaskedInputs;
import org.electra4j.graph.GraphTensors;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.StepTimeline;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.metrics.PretrainingOutputs;
import org.electra4j.optimization.AdamInputs;
import org.electra4j.optimization.AdamWeightDecayOptimizer;
import org.electra4j.optimization.ClippedGradients;
import org.electra4j.optimization.Gradients;
import org.electra4j.tokenization.Vocabulary;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A pretraining graph in a TensorFlow session: one batch in, losses and predictions out. */
public final class PretrainingSession implements AutoCloseable {

  /**
   * What one run gave.
   *
   * @param losses {@code total_loss}, {@code generator_loss}, where there is a discriminator {@code
   *     discriminator_loss}, and in training {@code global_norm}
   * @param outputs predictions, null unless asked for
   * @param fakeInputIds what the discriminator read, [batch * length]; null unless asked for
   */
  public record StepOutput(
      Map<String, Double> losses, PretrainingOutputs outputs, int[] fakeInputIds) {}

  private final WorkerGroup workers;
  private final ModelGraph graph;
  private final PretrainingModel model;
  private final AdamInputs adamInputs;
  private final Map<String, Operand<TFloat32>> losses = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> gradients = new LinkedHashMap<>();
  private final Op trainOp;
  private final Session session;
  private final VariableStore variables;

  private PretrainingSession(
      PretrainingConfig config,
      Vocabulary vocabulary,
      int batch,
      boolean training,
      WorkerGroup workers) {
    this.workers = workers;
    graph = new ModelGraph(Sessions.Precision.of(config.precision()));
    Towers towers = Towers.forBatch(batch);
    model =
        new PretrainingModel(
            graph,
            config,
            vocabulary,
            batch,
            training,
            new CategoricalSampler(),
            towers,
            weight -> workers.sum(graph, List.of(weight)).get(0));
    losses.put("total_loss", model.totalLoss());
    losses.put("generator_loss", model.generatorLoss());
    model.discriminatorLoss().ifPresent(loss -> losses.put("discriminator_loss", loss));
    sumLosses();
    adamInputs = AdamInputs.original(graph);
    trainOp = training ? addUpdate(config) : null;
    session = workers.open(graph, towers);
    variables = new VariableStore(graph, session);
  }

  /** A graph with dropout, gradients and the optimiser, for batches of {@code train_batch_size}. */
  public static PretrainingSession forTraining(PretrainingConfig config, Vocabulary vocabulary) {
    return forTraining(config, vocabulary, WorkerGroup.ALONE);
  }

  /** Such a graph for this worker's rows of the batches. */
  static PretrainingSession forTraining(
      PretrainingConfig config, Vocabulary vocabulary, WorkerGroup workers) {
    int rows = config.trainBatchSize() / workers.number();
    return new PretrainingSession(config, vocabulary, rows, true, workers);
  }

  /** A graph without dropout, for batches of {@code batch} rows. */
  public static PretrainingSession forEvaluation(
      PretrainingConfig config, Vocabulary vocabulary, int batch) {
    return new PretrainingSession(config, vocabulary, batch, false, WorkerGroup.ALONE);
  }

  /** What the rows of all workers contribute. */
  private void sumLosses() {
    Iterator<Operand<TFloat32>> sums = workers.sum(graph, List.copyOf(losses.values())).iterator();
    losses.replaceAll((name, ofRows) -> sums.next());
  }

  private Op addUpdate(PretrainingConfig config) {
    List<Variable> trainable = graph.trainableVariables();
    Gradients ofRows =
        Gradients.of(
            graph, model.totalLoss(), trainable, ClippedGradients.Norm.of(config.globalNorm()));
    ClippedGradients clipped =
        ClippedGradients.of(graph, ofRows.withSums(workers.sum(graph, ofRows.summands())));
    losses.put("global_norm", clipped.globalNorm());
    for (int i = 0; i < trainable.size(); i++) {
      gradients.put(trainable.get(i).name(), clipped.unclipped().get(i));
    }
    return new AdamWeightDecayOptimizer(config.weightDecayRate())
        .minimize(graph, trainable, clipped.clipped(), adamInputs, name -> 1);
  }

  /**
   * Gives all workers the chief's weights and step.
   *
   * @return the chief's step
   */
  long shareState(long step) {
    return workers.shareState(graph, session, step);
  }

  /** Compares the weights of the workers where that is due after so many updates. */
  void checkReplicas(long step) {
    workers.checkReplicas(graph, variables, step);
  }

  /** The weights and, in training, the optimiser's slots. */
  public VariableStore variables() {
    return variables;
  }

  /** All variables in the order of their making. */
  public List<Variable> variableList() {
    return List.copyOf(graph.variables());
  }

  /**
   * Runs one update.
   *
   * @param batch this worker's rows of the {@code train_batch_size}
   * @param seed on which dropout and sampling depend
   * @param rate the learning rate
   * @param update its number, the first being 1
   * @param withOutputs whether predictions are wanted, too
   */
  public StepOutput train(
      MaskedInputs batch, long seed, float rate, long update, boolean withOutputs) {
    Session.Runner runner = session.runner().addTarget(trainOp.op());
    List<Tensor> fed = new ArrayList<>();
    adamInputs.feed(runner, rate, update, fed);
    return run(runner, fed, batch, seed, withOutputs);
  }

  /**
   * Runs one update, as {@link #train} does, and watches it.
   *
   * @param rate the learning rate
   * @param update its number, the first being 1
   */
  StepTimeline profile(MaskedInputs batch, long seed, float rate, long update) {
    Session.Runner runner = session.runner().addTarget(trainOp.op());
    List<Tensor> fed = new ArrayList<>();
    try {
      adamInputs.feed(runner, rate, update, fed);
      feed(runner, fed, batch, seed);
      losses.values().forEach(runner::fetch);
      return StepTimeline.of(runner);
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  /** Runs the model forward. */
  public StepOutput evaluate(MaskedInputs batch, long seed) {
    return run(session.runner(), new ArrayList<>(), batch, seed, true);
  }

  /**
   * Runs the model forward and back without an update.
   *
   * @return the ranges of all tensors in the order of the computation, then of the gradients
   */
  List<TensorRange> inspect(MaskedInputs batch, long seed) {
    Map<String, Operand<?>> tensors = new LinkedHashMap<>();
    Set<Output<?>> seen = new HashSet<>();
    model
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (tensor.type() == TFloat32.class && seen.add(tensor.asOutput())) {
                tensors.put(name, tensor);
              }
            });
    gradients.forEach((name, gradient) -> tensors.put("gradient of " + name, gradient));
    Session.Runner runner = session.runner();
    List<Tensor> fed = new ArrayList<>();
    try {
      feed(runner, fed, batch, seed);
      tensors.values().forEach(runner::fetch);
      try (Result result = runner.run()) {
        List<TensorRange> ranges = new ArrayList<>();
        int next = 0;
        for (String name : tensors.keySet()) {
          ranges.add(TensorRange.of(name, GraphTensors.floats(result.get(next++))));
        }
        return ranges;
      }
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  /** Runs and closes what was fed. */
  private StepOutput run(
      Session.Runner runner, List<Tensor> fed, MaskedInputs batch, long seed, boolean withOutputs) {
    try {
      feed(runner, fed, batch, seed);
      losses.values().forEach(runner::fetch);
      if (withOutputs) {
        OutputFetches.addTo(runner, model);
      }
      try (Result result = workers.run(runner)) {
        Map<String, Double> values = new LinkedHashMap<>();
        int next = 0;
        for (String name : losses.keySet()) {
          values.put(name, (double) ((TFloat32) result.get(next++)).getFloat());
        }
        if (!withOutputs) {
          return new StepOutput(values, null, null);
        }
        return new StepOutput(
            values,
            OutputFetches.outputs(result, next, batch, model),
            OutputFetches.fakeInputIds(result, next));
      }
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private void feed(Session.Runner runner, List<Tensor> fed, MaskedInputs batch, long seed) {
    PretrainingInputs inputs = model.inputs();
    feed(runner, fed, inputs.masked().inputIds(), batch.inputs().inputIds());
    feed(runner, fed, inputs.masked().inputMask(), batch.inputs().inputMask());
    feed(runner, fed, inputs.masked().segmentIds(), batch.inputs().segmentIds());
    feed(runner, fed, inputs.maskedLmPositions(), batch.maskedLmPositions());
    feed(runner, fed, inputs.maskedLmIds(), batch.maskedLmIds());
    Tensor weights = GraphTensors.of(inputs.maskedLmWeights().shape(), batch.maskedLmWeights());
    fed.add(weights);
    runner.feed(inputs.maskedLmWeights(), weights);
    if (graph.isRandom()) {
      Tensor fedSeed = TInt64.scalarOf(seed);
      fed.add(fedSeed);
      runner.feed(graph.randomSeed(), fedSeed);
    }
  }

  private static void feed(
      Session.Runner runner, List<Tensor> fed, Operand<?> place, int[] values) {
    Tensor tensor = GraphTensors.of(place.shape(), values);
    fed.add(tensor);
    runner.feed(place, tensor);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
