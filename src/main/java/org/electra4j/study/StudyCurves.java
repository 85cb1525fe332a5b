package org.electra4j.study;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.electra4j.finetuning.results.FinetuningResults;
import org.electra4j.finetuning.results.FinetuningResults.MetricSummary;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.Json;
import org.electra4j.study.plan.PretrainingPlan;
import org.electra4j.training.EventFileWriter;

/** Scores of fine-tuning over the steps of pretraining, for TensorBoard. */
final class StudyCurves {
  private final StudyLayout layout;

  StudyCurves(StudyLayout layout) {
    this.layout = layout;
  }

  /**
   * Writes the curve of a task over the kept checkpoints of a run, in place of an earlier one: of
   * each metric the mean over the trials, and the main one again as {@code score}.
   */
  synchronized void write(PretrainingPlan run, String task) {
    Map<Long, Map<String, Double>> points = new TreeMap<>();
    for (double share : run.checkpoints()) {
      FinetuningUnit unit = new FinetuningUnit(run.name(), share, task);
      Path results = layout.finetuning(unit).resolve("results.json");
      if (Files.exists(results)) {
        long step = Json.read(layout.evaluation(run.name(), share)).get("step").longValue();
        points.put(step, scores(FinetuningResults.read(results), task));
      }
    }
    if (!points.isEmpty()) {
      Path directory = layout.tensorboard(run.name(), task);
      clear(directory);
      try (EventFileWriter events = EventFileWriter.open(directory, 0)) {
        points.forEach(events::scalars);
      }
    }
  }

  private static Map<String, Double> scores(FinetuningResults results, String task) {
    String main = results.main().get(task).get(0).mainMetric();
    String split = results.trials().get(0).scores().get(task).keySet().iterator().next();
    Map<String, Double> scores = new LinkedHashMap<>();
    for (MetricSummary summary : results.summaries()) {
      double mean = summary.summary().mean();
      scores.put(summary.split() + "/" + summary.metric(), mean);
      if (summary.split().equals(split) && summary.metric().equals(main)) {
        scores.put("score", mean);
      }
    }
    return scores;
  }

  private static void clear(Path directory) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*tfevents*")) {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(directory, e);
    }
  }
}
