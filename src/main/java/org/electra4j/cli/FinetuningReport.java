package org.electra4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.FinetuningRun;
import org.electra4j.finetuning.TrainingStarted;
import org.electra4j.finetuning.results.FinetuningResults;
import org.electra4j.finetuning.results.GlueSubmission;
import org.electra4j.finetuning.task.Task;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.electra4j.training.EventFileWriter;
import org.electra4j.training.Progress;
import org.electra4j.training.TrainingStep;

/** Shows a fine-tuning on the terminal and writes its curves, results and predictions. */
final class FinetuningReport implements FinetuningRun.Observer, AutoCloseable {
  private final FinetuningConfig config;
  private Progress progress;
  private EventFileWriter events;
  private FinetuningResults last;

  FinetuningReport(FinetuningConfig config) {
    this.config = config;
  }

  @Override
  public TrainingStarted training(int trial, Path modelDir) {
    return (firstStep, steps) -> {
      endStage();
      progress = Progress.start(name(trial) + ", training", firstStep, steps, config.logSteps());
      events = EventFileWriter.open(modelDir, firstStep);
      return this::updated;
    };
  }

  private String name(int trial) {
    return String.join(",", config.taskNames()) + " trial " + trial;
  }

  private void updated(long step, TrainingStep.Result result) {
    progress.update(step, Map.of("loss", result.losses().get("loss")));
    if (!result.metrics().isEmpty()) {
      Map<String, Double> scalars = new LinkedHashMap<>(result.losses());
      scalars.putAll(result.metrics());
      events.scalars(step, scalars);
    }
  }

  @Override
  public LongConsumer evaluating(Task task, String split, int examples) {
    endStage();
    progress = Progress.start(task.name() + " " + split, 0, examples, Long.MAX_VALUE);
    return done -> progress.update(done, Map.of());
  }

  @Override
  public void evaluated(int trial, Task task, String split, Scorer scorer) {
    endStage();
    System.err.println(
        "trial " + trial + ", " + task.name() + " " + split + ": " + scorer.resultsText());
  }

  @Override
  public void results(FinetuningResults results) {
    last = results;
    results.write(Path.of(config.resultsTxt()));
  }

  @Override
  public void predicted(int trial, Task task, String split, List<EvalOutput> outputs) {
    endStage();
    System.err.println("predictions are in " + task.writePredictions(split, trial, outputs));
    GlueSubmission.write(config.testPredictions(), trial)
        .ifPresent(
            zip -> {
              zip.warnings().forEach(System.err::println);
              System.err.println(
                  "submission: "
                      + zip.zip()
                      + (zip.missing().isEmpty() ? "" : ", without " + zip.missing()));
            });
  }

  /** The results so far; empty before a trial was evaluated. */
  Optional<FinetuningResults> last() {
    return Optional.ofNullable(last);
  }

  private void endStage() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
    if (events != null) {
      events.close();
      events = null;
    }
  }

  @Override
  public void close() {
    endStage();
  }
}
