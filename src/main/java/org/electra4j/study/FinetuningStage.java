package org.electra4j.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.FinetuningRun;
import org.electra4j.finetuning.TaskRegistry;
import org.electra4j.finetuning.TrainingStarted;
import org.electra4j.finetuning.preprocessing.Preprocessor;
import org.electra4j.finetuning.results.FinetuningResults;
import org.electra4j.finetuning.results.TrialResult;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.Directories;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;

/**
 * The fine-tunings of a study, one unit at a time. Trials that are finished are not run again; one
 * that was interrupted goes on with the same result. Safe for use by several threads, each with a
 * unit of its own.
 */
record FinetuningStage(
    StudyConfigs configs, StudyLayout layout, Provenance provenance, StudyProgress progress) {

  /** Whether all trials of a unit are done. */
  boolean isDone(FinetuningUnit unit, int trials) {
    return RunRecord.isDone(layout.finetuning(unit)) && finished(unit).size() >= trials;
  }

  /** The results of a unit so far. */
  List<TrialResult> finished(FinetuningUnit unit) {
    Path results = layout.finetuning(unit).resolve("results.json");
    return Files.exists(results) ? FinetuningResults.read(results).trials() : List.of();
  }

  /** Makes the features of a unit's task, which other units on the same task share. */
  void prepare(FinetuningUnit unit, StudyData data) {
    FinetuningConfig config = configs.finetuning(unit, data);
    for (Task task : TaskRegistry.tasks(config)) {
      Preprocessor preprocessor = new Preprocessor(config, List.of(task));
      preprocessor.prepareTrain();
      task.evalSplits().forEach(split -> preprocessor.preparePredict(task, split));
    }
  }

  /**
   * Runs a unit to its end.
   *
   * @return whether it got there; otherwise {@code stop} said so
   */
  boolean run(FinetuningUnit unit, StudyData data, BooleanSupplier stop) {
    FinetuningConfig config = configs.finetuning(unit, data);
    List<Task> tasks = TaskRegistry.tasks(config);
    RunRecord record =
        RunRecord.open(
            layout.finetuning(unit),
            "finetuning",
            unit.name(),
            config.toJson(),
            DataFile.of(files(tasks.get(0))),
            LongStream.range(config.seed(), config.seed() + config.numTrials()).boxed().toList(),
            provenance);
    try {
      List<TrialResult> finished = finished(unit);
      Observer observer = new Observer(unit, config, record, finished);
      if (!new FinetuningRun(config, tasks, observer).run(finished, stop)) {
        observer.reached();
        record.stopped();
        return false;
      }
      if (!config.keepAllModels()) {
        for (int trial = 1; trial <= config.numTrials(); trial++) {
          Directories.delete(Path.of(config.modelDir() + "_" + trial));
        }
      }
      record.done();
      return true;
    } catch (RuntimeException e) {
      record.failed(e.getMessage());
      throw e;
    }
  }

  /** The files of the splits that are read. */
  private static List<Path> files(Task task) {
    List<Path> files = new ArrayList<>(List.of(task.file("train")));
    task.evalSplits().forEach(split -> files.add(task.file(split)));
    return files;
  }

  /** Writes results and tells how far a unit is. */
  private final class Observer implements FinetuningRun.Observer {
    private final FinetuningUnit unit;
    private final FinetuningConfig config;
    private final RunRecord record;
    private long stepsBefore;
    private long steps;

    Observer(
        FinetuningUnit unit,
        FinetuningConfig config,
        RunRecord record,
        List<TrialResult> finished) {
      this.unit = unit;
      this.config = config;
      this.record = record;
      this.stepsBefore = finished.stream().mapToLong(TrialResult::steps).sum();
      this.steps = stepsBefore;
      record.start(stepsBefore);
    }

    /** Counts the time of a trial that goes on later. */
    void reached() {
      record.reached(steps);
    }

    @Override
    public TrainingStarted training(int trial, Path modelDir) {
      return (firstStep, trialSteps) ->
          (step, result) -> {
            steps = stepsBefore + step;
            progress.finetuning(unit, steps);
          };
    }

    @Override
    public LongConsumer evaluating(Task task, String split, int examples) {
      return done -> {};
    }

    @Override
    public void evaluated(int trial, Task task, String split, Scorer scorer) {
      // The results of all splits of a trial come together.
    }

    @Override
    public void results(FinetuningResults results) {
      results.write(Path.of(config.resultsTxt()));
      stepsBefore = results.trials().stream().mapToLong(TrialResult::steps).sum();
      record.reached(stepsBefore);
      progress.trial(unit, results);
    }

    @Override
    public void predicted(int trial, Task task, String split, List<EvalOutput> outputs) {
      // The study predicts no test sets.
    }
  }
}
