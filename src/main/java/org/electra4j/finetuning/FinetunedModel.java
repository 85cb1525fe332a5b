package org.electra4j.finetuning;

import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.Task;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.training.CheckpointLoader;

/** A fine-tuned model that predicts. */
public final class FinetunedModel implements AutoCloseable {
  private final FinetuningConfig config;
  private final List<Task> tasks;
  private final FinetuningSession session;
  private final long step;

  private FinetunedModel(
      FinetuningConfig config, List<Task> tasks, FinetuningSession session, Path checkpoint) {
    this.config = config;
    this.tasks = tasks;
    this.session = session;
    this.step =
        CheckpointLoader.load(checkpoint, session.variableList(), session.variables()).step();
  }

  /**
   * Opens a model.
   *
   * @param tasks that it was trained on, in the order of {@code task_names}
   * @param checkpoint prefix of its checkpoint
   * @throws org.electra4j.io.BadInputException if the checkpoint does not fit, listing what does
   *     not
   */
  public static FinetunedModel open(FinetuningConfig config, List<Task> tasks, Path checkpoint) {
    FinetuningSession session =
        FinetuningSession.forPrediction(config, heads(tasks), config.evalBatchSize());
    try {
      return new FinetunedModel(config, tasks, session, checkpoint);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** What the tasks need on top of the encoder. */
  public static List<TaskHead> heads(List<Task> tasks) {
    return tasks.stream().map(Task::head).toList();
  }

  /** Number of updates that it was trained for. */
  public long step() {
    return step;
  }

  /**
   * Predicts.
   *
   * @param task one of those that the model was opened with
   * @param done hears of the number of examples done
   * @return the outputs in the order of the examples
   */
  public List<EvalOutput> predict(Task task, List<FeaturizedExample> examples, LongConsumer done) {
    return FinetuningEvaluation.run(
        session,
        examples,
        config.evalBatchSize(),
        config.dynamicPadding() ? 0 : config.maxSeqLength(),
        tasks.size(),
        tasks.indexOf(task),
        done);
  }

  @Override
  public void close() {
    session.close();
  }
}
