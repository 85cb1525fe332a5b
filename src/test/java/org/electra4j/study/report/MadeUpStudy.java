package org.electra4j.study.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.electra4j.finetuning.results.FinetuningResults;
import org.electra4j.finetuning.results.GlueTask;
import org.electra4j.finetuning.results.TaskScores;
import org.electra4j.finetuning.results.TrialResult;
import org.electra4j.io.Json;
import org.electra4j.training.EventFileWriter;

/** Directories of studies with invented numbers, as run-study lays them out. */
public final class MadeUpStudy {
  private static final int STEPS = 1000;

  private final Path root;
  private final List<String> tasks;
  private final int trials;
  private final Random random = new Random(1);
  private final ObjectNode plan = Json.mapper().createObjectNode();

  /** A study of some tasks. */
  public MadeUpStudy(Path root, List<String> tasks, int trials) {
    this.root = root;
    this.tasks = tasks;
    this.trials = trials;
    plan.put("name", "made up");
    plan.putArray("runs");
    ObjectNode finetuning = plan.putObject("finetuning");
    tasks.forEach(task -> finetuning.withArray("tasks").add(task));
    finetuning.put("num_trials", trials).put("random_weights", true);
    plan.putObject("device").put("name", "CPU").put("peak_tflops", 0.2).put("count", 1);
  }

  /** All eight tasks: a main run, a larger generator that collapses, and a larger one still. */
  public static MadeUpStudy whole(Path root) {
    List<String> tasks = java.util.Arrays.stream(GlueTask.values()).map(GlueTask::id).toList();
    MadeUpStudy study = new MadeUpStudy(root, tasks, 3);
    study.run("main", 0.25, false, 6, 25, 100);
    study.run("generator-50", 0.5, false, 25);
    study.run("generator-100", 1.0, true, 25);
    study.finetune("random", 0, 45);
    return study;
  }

  /** Adds a pretraining with all its checkpoints, evaluated and fine-tuned. */
  public void run(String name, double generatorSize, boolean collapses, double... percents) {
    plan(name, generatorSize, percents);
    int last = (int) Math.round(STEPS * percents[percents.length - 1] / 100);
    curves(name, generatorSize, collapses, last);
    for (double percent : percents) {
      double learned = collapses ? 0.1 : Math.sqrt(percent / 100) - generatorSize / 5;
      evaluation(name, percent, generatorSize, collapses);
      finetune(name, percent, 45 + 30 * learned);
    }
  }

  /** Adds a pretraining to the plan only. */
  public void plan(String name, double generatorSize, double... percents) {
    ObjectNode run = plan.withArray("runs").addObject().put("name", name);
    run.putObject("hparams").put("generator_hidden_size", generatorSize);
    for (double percent : percents) {
      run.withArray("checkpoints").add(percent / 100);
    }
    Json.write(root.resolve("plan.json"), plan);
  }

  /** Metrics of training batches up to a step. */
  public void curves(String name, double generatorSize, boolean collapses, int lastStep) {
    Path model = pretraining(name).resolve("model");
    try (EventFileWriter events = EventFileWriter.open(model, 0)) {
      for (int step = 5; step <= lastStep; step += 5) {
        double learned = 1 - Math.exp(-step / 150.0);
        boolean collapsed = collapses && step > 100;
        Map<String, Double> scalars = new LinkedHashMap<>();
        scalars.put("masked_lm_loss", 9 - 5 * learned + noise(0.1));
        scalars.put("masked_lm_accuracy", (0.1 + generatorSize / 3) * learned + noise(0.01));
        scalars.put("disc_loss", collapsed ? 0.42 : 0.5 - 0.2 * learned + noise(0.01));
        scalars.put("disc_auc", collapsed ? 0.5 + noise(0.02) : 0.5 + 0.4 * learned + noise(0.01));
        events.scalars(step, scalars);
      }
    }
    Json.write(
        model.resolve("hparams.json"),
        Json.mapper()
            .createObjectNode()
            .put("model_size", "small")
            .put("num_train_steps", STEPS)
            .put("generator_hidden_size", generatorSize));
  }

  private double noise(double size) {
    return size * random.nextGaussian();
  }

  private void evaluation(String run, double percent, double generatorSize, boolean collapses) {
    double learned = Math.sqrt(percent / 100);
    ObjectNode json =
        Json.mapper()
            .createObjectNode()
            .put("disc_auc", collapses ? 0.503 : 0.5 + 0.4 * learned)
            .put("masked_lm_accuracy", (0.1 + generatorSize / 3) * learned)
            .put("masked_lm_loss", 9 - 5 * learned)
            .put("disc_loss", collapses ? 0.43 : 0.5 - 0.2 * learned)
            .put("step", Math.round(STEPS * percent / 100))
            .put("train_seconds", 36 * percent)
            .put("held_out", true);
    Json.write(
        pretraining(run)
            .resolve("checkpoints")
            .resolve(Numbers.plain(percent))
            .resolve("eval.json"),
        json);
  }

  /** Results of all tasks around a score. */
  public void finetune(String run, double percent, double score) {
    for (String task : tasks) {
      finetune(run, percent, task, trials, score);
    }
  }

  /** Results of some trials of a task around a score. */
  public void finetune(String run, double percent, String task, int finished, double score) {
    String metric = GlueTask.of(task).map(GlueTask::metric).orElse("f1");
    List<TrialResult> results = new ArrayList<>();
    for (int trial = 1; trial <= finished; trial++) {
      boolean isConstant = run.equals("random") && task.equals("cola");
      Map<String, Double> metrics = new LinkedHashMap<>();
      metrics.put(metric, isConstant ? 0 : score + noise(1));
      Map<String, Double> supplement = new LinkedHashMap<>();
      supplement.put("standard_f1", score + 4);
      supplement.put("pearson", score + 1);
      supplement.put("largest_predicted_share", isConstant ? 100.0 : 60.0);
      results.add(
          new TrialResult(
              trial,
              trial,
              10,
              1.5,
              Map.of(task, Map.of("dev", new TaskScores(metrics, supplement)))));
    }
    Path directory =
        root.resolve("finetuning").resolve(run).resolve(Numbers.plain(percent)).resolve(task);
    new FinetuningResults(Json.mapper().createObjectNode(), results)
        .write(directory.resolve("results.txt"));
    record(directory, "finetuning", run + "@" + Numbers.plain(percent) + " " + task);
  }

  /** A record of a part. */
  public void record(Path directory, String kind, String name) {
    ObjectNode json =
        Json.mapper()
            .createObjectNode()
            .put("kind", kind)
            .put("name", name)
            .put("status", "done")
            .put("version", "0.1.0")
            .put("seconds", 12.0);
    json.putObject("machine").put("os", "Linux").put("cpu", "CPU of no name").put("cores", 2);
    json.withArray("seeds").add(1).add(2);
    json.withArray("data").addObject().put("file", "train.tsv").put("bytes", 5).put("sha256", "ab");
    Json.write(directory.resolve("record.json"), json);
  }

  private Path pretraining(String run) {
    return root.resolve("pretraining").resolve(run);
  }

  /** Writes a whole study into a directory, to look at its report. */
  public static void main(String[] args) {
    whole(Path.of(args[0]));
  }
}
