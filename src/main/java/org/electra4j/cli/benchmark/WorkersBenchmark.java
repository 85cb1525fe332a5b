package org.electra4j.cli.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.electra4j.cluster.WorkerGroup;
import org.electra4j.cluster.Workers;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.MaskedInputs;
import org.electra4j.graph.Initializer;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.pretraining.PretrainingSession;
import org.electra4j.tokenization.Vocabulary;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * One worker's part in measuring how several train together. All of them run this at the same time,
 * with the same arguments.
 */
public final class WorkersBenchmark {
  private WorkersBenchmark() {}

  /**
   * Measures a training step, and with several workers also the sums of all gradients alone, an
   * agreement on whether to stop, and a comparison of the weights.
   *
   * @param hparams of the run; {@code train_batch_size} is that of all workers together
   * @param lastResort see {@link WorkerGroup#connect}
   */
  public static List<BenchmarkRow> run(
      ObjectNode hparams, int repeats, Workers workers, Consumer<String> lastResort)
      throws Exception {
    PretrainingConfig config = PretrainingConfig.of("benchmark", Path.of(""), hparams);
    if (workers.number() == 1) {
      return run(config, repeats, WorkerGroup.ALONE);
    }
    int parts = workers.number() * config.gradientAccumulationSteps();
    Towers towers = Towers.forBatch(config.trainBatchSize() / parts, config.numDevices());
    try (WorkerGroup group = WorkerGroup.connect(workers, towers, lastResort)) {
      return run(config, repeats, group);
    }
  }

  private static List<BenchmarkRow> run(PretrainingConfig config, int repeats, WorkerGroup workers)
      throws Exception {
    Vocabulary vocabulary =
        Vocabulary.of(BenchmarkText.tokens(config.vocabSize()), "the benchmark's vocabulary");
    int rows = config.trainBatchSize() / workers.number();
    List<MaskedInputs> batches =
        PretrainingBenchmark.batches(config, vocabulary).stream()
            .map(batch -> batch.rows(workers.index() * rows, rows))
            .toList();
    List<BenchmarkRow> measured = new ArrayList<>();
    try (PretrainingSession session = PretrainingSession.forTraining(config, vocabulary, workers)) {
      workers.begin(config.trainBatchSize());
      session.variables().initialize(config.seed());
      int[] step = {0};
      Timing steps =
          Timing.of(
              repeats,
              () -> {
                MaskedInputs next = batches.get(step[0]++ % batches.size());
                session.train(next, step[0], (float) config.learningRate(), step[0], false);
              });
      measured.add(
          BenchmarkRow.ofWorkerSteps(
              config.modelSize() + " training step",
              workers.number(),
              config.trainBatchSize(),
              config.maxSeqLength(),
              config.precision(),
              steps));
      if (workers.number() > 1) {
        measured.add(sums(session.variableList(), repeats, workers));
        Timing agreement = Timing.of(repeats, () -> workers.any(false));
        measured.add(BenchmarkRow.ofWorkers("agreement", workers.number(), 0, agreement));
        Timing check = Timing.of(1, () -> session.checkReplicas(0));
        measured.add(BenchmarkRow.ofWorkers("weights compared", workers.number(), 0, check));
      }
      workers.finish();
    }
    return measured;
  }

  /** Sums of tensors that are as large as the gradients and are there beforehand. */
  private static BenchmarkRow sums(List<Variable> ofModel, int repeats, WorkerGroup workers)
      throws Exception {
    try (ModelGraph graph = new ModelGraph()) {
      List<Operand<TFloat32>> tensors = new ArrayList<>();
      for (Variable variable : ofModel) {
        if (variable.trainable()) {
          tensors.add(graph.variable(variable.name(), variable.shape(), Initializer.ZEROS).value());
        }
      }
      long floats = tensors.stream().mapToLong(tensor -> tensor.shape().size()).sum();
      List<Op> sums = List.copyOf(workers.sum(graph, tensors));
      Op all = graph.tf().withControlDependencies(sums).noOp();
      try (Session session = workers.open(graph, Towers.WHOLE)) {
        new VariableStore(graph, session).initialize(0);
        Timing timing =
            Timing.of(repeats, () -> workers.run(session.runner().addTarget(all)).close());
        return BenchmarkRow.ofWorkers(
            "sums of all gradients", workers.number(), floats * Float.BYTES, timing);
      }
    }
  }
}
