package org.electra4j.finetuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.config.TransformerConfig;
import org.electra4j.finetuning.task.FeatureSpec;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.HeadOutput;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.graph.GraphTensors;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.StepTimeline;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.optimization.LossScale;
import org.electra4j.optimization.ParameterUpdate;
import org.electra4j.training.StepSeed;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A fine-tuning graph in a TensorFlow session. */
public final class FinetuningSession implements AutoCloseable {
  /**
   * What an update gave.
   *
   * @param loss the sum over the batch
   * @param globalNorm of the gradients before clipping
   */
  public record Update(double loss, double globalNorm) {}

  /**
   * What one task's head gives for the rows of a batch.
   *
   * @param rows their number
   * @param losses [rows]
   * @param ints the head's integer outputs by name, each [rows, ...]
   * @param floats the other ones
   */
  public record Predictions(
      int rows, float[] losses, Map<String, int[]> ints, Map<String, float[]> floats) {

    /** A row's outputs with the features of its example. */
    EvalOutput row(int row, FeaturizedExample example) {
      Map<String, int[]> ownInts = new HashMap<>(example.ints());
      ints.forEach(
          (name, all) -> {
            int width = all.length / rows;
            ownInts.put(name, Arrays.copyOfRange(all, row * width, (row + 1) * width));
          });
      Map<String, float[]> ownFloats = new HashMap<>(example.floats());
      floats.forEach(
          (name, all) -> {
            int width = all.length / rows;
            ownFloats.put(name, Arrays.copyOfRange(all, row * width, (row + 1) * width));
          });
      return new EvalOutput(example.eid(), losses[row], ownInts, ownFloats);
    }
  }

  private final ModelGraph graph;
  private final FinetuningModel model;
  private final int parts;
  private final ParameterUpdate update;
  private final Session session;
  private final VariableStore variables;
  private LossScale lossScale;

  /**
   * @param batch rows that go through the graph together
   * @param parts of such a size, which a training batch has
   * @param learningRateMultiplier null for a graph that does not train
   */
  private FinetuningSession(
      FinetuningConfig config,
      List<TaskHead> heads,
      int batch,
      int parts,
      ToDoubleFunction<String> learningRateMultiplier) {
    this.parts = parts;
    boolean training = learningRateMultiplier != null;
    graph = new ModelGraph(Sessions.Precision.of(config.precision()));
    Towers towers = training ? Towers.forBatch(batch, config.numDevices()) : Towers.forBatch(batch);
    TransformerConfig sizes = config.transformerConfig();
    HeadStyle style =
        new HeadStyle(
            HeadStyle.Pooling.valueOf(config.pooling().toUpperCase(Locale.ROOT)),
            config.head().equals("two_layer"));
    model =
        new FinetuningModel(
            graph,
            sizes,
            config.embeddingWidth(),
            config.encoderScope(),
            heads,
            style,
            batch,
            training,
            towers);
    update =
        training
            ? new ParameterUpdate(
                graph,
                model.loss(),
                ParameterUpdate.Options.of(
                    config.globalNorm(),
                    config.optimizer(),
                    config.weightDecayRate(),
                    parts,
                    config.precision()),
                UnaryOperator.identity(),
                learningRateMultiplier)
            : null;
    session = Sessions.open(graph, towers);
    variables = new VariableStore(graph, session);
    lossScale = training && update.scalesLoss() ? LossScale.INITIAL : LossScale.NONE;
  }

  /**
   * A graph with dropout, gradients and the optimiser.
   *
   * @param learningRateMultiplier by variable name
   */
  public static FinetuningSession forTraining(
      FinetuningConfig config,
      List<TaskHead> heads,
      ToDoubleFunction<String> learningRateMultiplier) {
    int parts = config.gradientAccumulationSteps();
    return new FinetuningSession(
        config, heads, config.trainBatchSize() / parts, parts, learningRateMultiplier);
  }

  /** A graph without dropout, for batches of {@code batch} rows. */
  public static FinetuningSession forPrediction(
      FinetuningConfig config, List<TaskHead> heads, int batch) {
    return new FinetuningSession(config, heads, batch, 1, null);
  }

  /** The scale of the next update's loss; null but in float16. */
  LossScale lossScale() {
    return update.scalesLoss() ? lossScale : null;
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
    return List.copyOf(graph.variables());
  }

  /**
   * Runs one update.
   *
   * @param seed on which dropout depends
   * @param rate the learning rate before multipliers
   * @param number of the update, the first being 1
   */
  public Update train(FinetuningBatch batch, long seed, float rate, long number) {
    if (!update.scalesLoss()) {
      return update(batch, seed, rate, number);
    }
    LossScale.Scaled<Update> scaled =
        lossScale.update(
            scale -> {
              lossScale = scale;
              return update(batch, seed, rate, number);
            },
            u -> Double.isFinite(u.loss()) && !Double.isFinite(u.globalNorm()));
    lossScale = scaled.next();
    return scaled.output();
  }

  private Update update(FinetuningBatch batch, long seed, float rate, long number) {
    double loss = 0;
    double globalNorm = 0;
    for (int part = 0; part < parts; part++) {
      List<Tensor> fed = new ArrayList<>();
      try {
        Session.Runner runner = runner(batch, part, seed, fed);
        update.addTo(runner, part, rate, number, fed);
        boolean last = part == parts - 1;
        if (last) {
          runner.fetch(update.globalNorm());
        }
        try (Result result = runner.run()) {
          loss += ((TFloat32) result.get(0)).getFloat();
          globalNorm = last ? ((TFloat32) result.get(1)).getFloat() : 0;
        }
      } finally {
        fed.forEach(Tensor::close);
      }
    }
    return new Update(loss, globalNorm);
  }

  /**
   * Runs one update, as {@link #train} does, and watches it.
   *
   * @param rate the learning rate before multipliers
   * @param number of the update, the first being 1
   * @return the run of the batch's last part
   */
  StepTimeline profile(FinetuningBatch batch, long seed, float rate, long number) {
    StepTimeline timeline = null;
    for (int part = 0; part < parts; part++) {
      List<Tensor> fed = new ArrayList<>();
      try {
        Session.Runner runner = runner(batch, part, seed, fed);
        update.addTo(runner, part, rate, number, fed);
        timeline = StepTimeline.of(runner);
      } finally {
        fed.forEach(Tensor::close);
      }
    }
    return timeline;
  }

  /** Fetches the loss of a part of the batch. */
  private Session.Runner runner(FinetuningBatch batch, int part, long seed, List<Tensor> fed) {
    Session.Runner runner = session.runner().fetch(model.loss());
    update.feedLossScale(runner, lossScale, fed);
    int rows = batch.rows() / parts;
    long seedOfPart = part == 0 ? seed : StepSeed.of(seed, -part);
    feed(runner, fed, batch.rows(part * rows, rows), seedOfPart);
    return runner;
  }

  /** Runs the model forward and gives what one task makes of the rows. */
  public Predictions predict(FinetuningBatch batch, int task) {
    Session.Runner runner = session.runner();
    List<Tensor> fed = new ArrayList<>();
    try {
      feed(runner, fed, batch, 0);
      HeadOutput output = model.heads().get(task).output();
      runner.fetch(output.losses());
      output.outputs().values().forEach(runner::fetch);
      try (Result result = runner.run()) {
        Map<String, int[]> ints = new HashMap<>();
        Map<String, float[]> floats = new HashMap<>();
        int next = 1;
        for (String name : output.outputs().keySet()) {
          Tensor tensor = result.get(next++);
          if (tensor instanceof TFloat32) {
            floats.put(name, GraphTensors.floats(tensor));
          } else {
            ints.put(name, GraphTensors.ints(tensor));
          }
        }
        return new Predictions(batch.rows(), GraphTensors.floats(result.get(0)), ints, floats);
      }
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private void feed(Session.Runner runner, List<Tensor> fed, FinetuningBatch batch, long seed) {
    Shape rows = Shape.of(batch.rows());
    Shape tokens = Shape.of(batch.rows(), batch.length());
    feed(runner, fed, model.inputs().inputIds(), GraphTensors.of(tokens, batch.inputIds()));
    feed(runner, fed, model.inputs().inputMask(), GraphTensors.of(tokens, batch.inputMask()));
    feed(runner, fed, model.inputs().segmentIds(), GraphTensors.of(tokens, batch.segmentIds()));
    feed(runner, fed, model.taskIds(), GraphTensors.of(rows, batch.taskIds()));
    for (int task = 0; task < model.heads().size(); task++) {
      FinetuningModel.BuiltHead built = model.heads().get(task);
      for (FeatureSpec spec : built.head().features()) {
        Shape shape = spec.isPerToken() ? tokens : rows;
        Tensor values =
            spec.isInt()
                ? GraphTensors.of(shape, batch.ints(task, spec))
                : GraphTensors.of(shape, batch.floats(task, spec));
        feed(runner, fed, built.features().get(spec.name()), values);
      }
    }
    if (graph.isRandom()) {
      feed(runner, fed, graph.randomSeed(), TInt64.scalarOf(seed));
    }
  }

  private static void feed(
      Session.Runner runner, List<Tensor> fed, Operand<?> place, Tensor tensor) {
    fed.add(tensor);
    runner.feed(place, tensor);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
