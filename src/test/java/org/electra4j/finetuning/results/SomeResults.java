package org.electra4j.finetuning.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.io.Json;

/** Results for tests. */
final class SomeResults {
  private SomeResults() {}

  /** A run of one task with the values of its main metrics, one a trial. */
  static FinetuningResults run(String task, String metric, double... values) {
    List<TrialResult> trials = new ArrayList<>();
    for (double value : values) {
      Map<String, Double> results = new LinkedHashMap<>();
      results.put(metric, value);
      results.put("loss", value / 100);
      trials.add(trial(trials.size() + 1, task, new TaskScores(results, Map.of())));
    }
    return new FinetuningResults(
        Json.mapper().createObjectNode().put("model_name", "small"), trials);
  }

  static TrialResult trial(int number, String task, TaskScores scores) {
    return new TrialResult(number, 40L + number, 100, 1.5, Map.of(task, Map.of("dev", scores)));
  }

  /** Scores of all eight tasks: the values by name, others 80 with an F1 or Pearson of 90. */
  static Map<String, List<TaskScores>> eightTasks(int trials, double cola) {
    Map<String, List<TaskScores>> scores = new LinkedHashMap<>();
    for (GlueTask task : GlueTask.values()) {
      List<TaskScores> all = new ArrayList<>();
      for (int i = 0; i < trials; i++) {
        Map<String, Double> results = new LinkedHashMap<>();
        results.put(task.metric(), task == GlueTask.COLA ? cola + i : 80);
        Map<String, Double> supplement = new LinkedHashMap<>();
        for (String metric : task.metrics().subList(1, task.metrics().size())) {
          supplement.put(metric, 90.0);
        }
        all.add(new TaskScores(results, supplement));
      }
      scores.put(task.id(), all);
    }
    return scores;
  }
}
