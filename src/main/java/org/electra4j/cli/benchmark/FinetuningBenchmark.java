package org.electra4j.cli.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.FinetunedModel;
import org.electra4j.finetuning.FinetuningBatch;
import org.electra4j.finetuning.FinetuningSession;
import org.electra4j.finetuning.TaskRegistry;
import org.electra4j.finetuning.TrainingBatches;
import org.electra4j.finetuning.classification.ClassificationHead;
import org.electra4j.finetuning.preprocessing.Preprocessor;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.Task;
import org.electra4j.finetuning.task.TaskHead;

/** How fast fine-tuning steps are, dropout and optimiser included. */
public final class FinetuningBenchmark {
  private static final int[] LENGTHS = {128, 64, 32, 16};
  private static final List<TaskHead> HEAD = List.of(new ClassificationHead("benchmark", 2));

  private FinetuningBenchmark() {}

  /**
   * A row for each of several lengths, on random tokens.
   *
   * @param hparams of the run: sizes, batch, precision
   */
  public static List<BenchmarkRow> ofLengths(ObjectNode hparams, int repeats) throws Exception {
    hparams.putArray("task_names").add("cola");
    FinetuningConfig config = FinetuningConfig.of("benchmark", Path.of(""), hparams);
    List<BenchmarkRow> rows = new ArrayList<>();
    try (FinetuningSession session = session(config, HEAD)) {
      for (int length : LENGTHS) {
        FinetuningBatch batch = random(config, length);
        long[] step = {0};
        Timing timing = Timing.of(repeats, () -> train(session, batch, step[0]++, config));
        rows.add(
            BenchmarkRow.ofSteps(
                config.modelSize() + " fine-tuning step",
                config.trainBatchSize(),
                length,
                config.precision(),
                timing));
      }
    }
    return rows;
  }

  /**
   * A row for each task, on its own sentences in the batches of a real run. Its time is that of all
   * steps of a repeat, which is so many steps that batches of all lengths come in.
   *
   * @param dataDir with {@code vocab.txt} and {@code finetuning_data}
   */
  public static List<BenchmarkRow> ofTasks(
      ObjectNode hparams, Path dataDir, List<String> names, int repeats) throws Exception {
    List<BenchmarkRow> rows = new ArrayList<>();
    for (String name : names) {
      hparams.putArray("task_names").add(name);
      FinetuningConfig config = FinetuningConfig.of("benchmark", dataDir, hparams);
      List<Task> tasks = TaskRegistry.tasks(config);
      List<FeaturizedExample> examples = new Preprocessor(config, tasks).prepareTrain();
      TrainingBatches batches =
          new TrainingBatches(examples, config.trainBatchSize(), 0, 1, config.seed());
      try (FinetuningSession session = session(config, FinetunedModel.heads(tasks))) {
        long[] step = {0};
        Timing timing = Timing.of(1, () -> trainSome(session, batches, step, repeats, config));
        rows.add(
            BenchmarkRow.ofSteps(
                name + " training, " + repeats + " steps",
                config.trainBatchSize() * repeats,
                null,
                config.precision(),
                timing));
      }
    }
    return rows;
  }

  private static void trainSome(
      FinetuningSession session,
      TrainingBatches batches,
      long[] step,
      int steps,
      FinetuningConfig config) {
    for (int i = 0; i < steps; i++) {
      train(session, batches.batch(step[0]), step[0], config);
      step[0]++;
    }
  }

  private static void train(
      FinetuningSession session, FinetuningBatch batch, long step, FinetuningConfig config) {
    session.train(batch, step, (float) config.learningRate(), step + 1);
  }

  private static FinetuningSession session(FinetuningConfig config, List<TaskHead> heads) {
    FinetuningSession session = FinetuningSession.forTraining(config, heads, name -> 1);
    session.variables().initialize(config.seed());
    return session;
  }

  private static FinetuningBatch random(FinetuningConfig config, int length) {
    SplittableRandom random = new SplittableRandom(length);
    List<FeaturizedExample> examples = new ArrayList<>();
    for (int i = 0; i < config.trainBatchSize(); i++) {
      int[] ids = random.ints(length, 0, config.vocabSize()).toArray();
      Map<String, int[]> labels = Map.of("label_ids", new int[] {i % 2});
      examples.add(new FeaturizedExample(0, i, ids, new int[length], labels, Map.of()));
    }
    return FinetuningBatch.of(examples, config.trainBatchSize(), length, 1);
  }
}
