package org.electra4j.finetuning;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.preprocessing.Preprocessor;
import org.electra4j.finetuning.results.FinetuningResults;
import org.electra4j.finetuning.results.TaskScores;
import org.electra4j.finetuning.results.TrialResult;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.Task;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.graph.StepTimeline;
import org.electra4j.io.BadInputException;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.electra4j.training.RunFiles;

/**
 * Fine-tuning of a pretrained model on one or several tasks, in several trials with different seeds
 * (original: {@code run_finetuning}).
 */
public final class FinetuningRun {
  private static final double NANOS = 1e9;

  /** Hears what a run does. */
  public interface Observer {
    /** A trial begins to train in {@code modelDir}. */
    TrainingStarted training(int trial, Path modelDir);

    /** A split begins to be evaluated or predicted; the result hears of the examples done. */
    LongConsumer evaluating(Task task, String split, int examples);

    /** A task's dev set was evaluated. */
    void evaluated(int trial, Task task, String split, Scorer scorer);

    /** All results so far. */
    void results(FinetuningResults results);

    /** Predictions of a split without labels. */
    void predicted(int trial, Task task, String split, List<EvalOutput> outputs);
  }

  private final FinetuningConfig config;
  private final List<Task> tasks;
  private final List<TaskHead> heads;
  private final Preprocessor preprocessor;
  private final Observer observer;
  private List<FeaturizedExample> trainingExamples;

  /**
   * @param tasks in the order of {@code task_names}
   */
  public FinetuningRun(FinetuningConfig config, List<Task> tasks, Observer observer) {
    this.config = config;
    this.tasks = tasks;
    this.heads = FinetunedModel.heads(tasks);
    this.preprocessor = new Preprocessor(config, tasks);
    this.observer = observer;
  }

  /**
   * Runs all trials. A trial that was interrupted goes on where it was, with the same result.
   *
   * @param stop asked after every step; when it says so, a checkpoint is saved and the run ends
   * @return whether all trials were done
   * @throws BadInputException for data, a vocabulary or a checkpoint that do not fit
   */
  public boolean run(BooleanSupplier stop) {
    return run(List.of(), stop);
  }

  /**
   * Runs the trials after those that an earlier run has finished; see {@link
   * #run(BooleanSupplier)}.
   *
   * @param finished results of the first trials, which stay as they are
   */
  public boolean run(List<TrialResult> finished, BooleanSupplier stop) {
    List<TrialResult> results = new ArrayList<>(finished);
    int next = finished.size() + 1;
    for (int trial = next; config.numTrials() < 0 || trial <= config.numTrials(); trial++) {
      long start = System.nanoTime();
      long seed = config.seed() + trial - 1;
      Path modelDir = Path.of(config.modelDir() + "_" + trial);
      if (config.doTrain()) {
        TrialTraining training =
            new TrialTraining(config, heads, trainingExamples(), modelDir, seed);
        long done = training.run(observer.training(trial, modelDir), stop);
        if (done < training.steps()) {
          return false;
        }
      }
      if (config.doEval() || config.writeTestOutputs()) {
        try (FinetunedModel model = FinetunedModel.open(config, tasks, checkpoint(modelDir))) {
          if (config.doEval()) {
            Map<String, Map<String, TaskScores>> scores = evaluate(model, trial);
            double seconds = (System.nanoTime() - start) / NANOS;
            results.add(new TrialResult(trial, seed, model.step(), seconds, scores));
            observer.results(new FinetuningResults(config.toJson(), results));
          }
          if (config.writeTestOutputs() && trial <= config.nWritesTest()) {
            predictTestSets(model, trial);
          }
        }
      }
      if (trial != config.numTrials() && !config.keepAllModels()) {
        RunFiles.clear(modelDir);
      }
    }
    return true;
  }

  /**
   * Watches one update of the first trial, after a few that warm up, from the pretrained weights.
   * Nothing is saved.
   *
   * @throws BadInputException for data, a vocabulary or a checkpoint that do not fit
   */
  public StepTimeline profile() {
    Path modelDir = Path.of(config.modelDir() + "_1");
    return new TrialTraining(config, heads, trainingExamples(), modelDir, config.seed()).profile();
  }

  private List<FeaturizedExample> trainingExamples() {
    if (trainingExamples == null) {
      trainingExamples = preprocessor.prepareTrain();
    }
    return trainingExamples;
  }

  private static Path checkpoint(Path modelDir) {
    return new CheckpointManager(modelDir, 1)
        .latest()
        .orElseThrow(
            () -> new BadInputException("no fine-tuned model in " + modelDir + "; train first"));
  }

  private Map<String, Map<String, TaskScores>> evaluate(FinetunedModel model, int trial) {
    Map<String, Map<String, TaskScores>> scores = new LinkedHashMap<>();
    for (Task task : tasks) {
      Map<String, TaskScores> bySplit = new LinkedHashMap<>();
      for (String split : task.evalSplits()) {
        Scorer scorer = task.scorer(split);
        outputs(model, task, split).forEach(scorer::update);
        bySplit.put(split, TaskScores.of(scorer));
        scorer.writeFiles();
        observer.evaluated(trial, task, split, scorer);
      }
      scores.put(task.name(), bySplit);
    }
    return scores;
  }

  private void predictTestSets(FinetunedModel model, int trial) {
    for (Task task : tasks) {
      for (String split : task.testSplits()) {
        observer.predicted(trial, task, split, outputs(model, task, split));
      }
    }
  }

  private List<EvalOutput> outputs(FinetunedModel model, Task task, String split) {
    List<FeaturizedExample> examples = preprocessor.preparePredict(task, split);
    return model.predict(task, examples, observer.evaluating(task, split, examples.size()));
  }
}
