package org.electra4j.study.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.electra4j.finetuning.results.TaskScores;
import org.electra4j.metrics.PredictedClasses;

/** Fine-tuned models that say the same of every example. */
final class OneClass {
  private static final double ALL = 100;

  private OneClass() {}

  /** A sentence a row with such trials, naming tasks and how many trials. */
  static List<String> sentences(StudyResults study) {
    List<String> sentences = new ArrayList<>();
    for (StudyRow row : study.rows()) {
      Map<String, String> tasks = new TreeMap<>();
      row.checkpoint()
          .scores()
          .forEach(
              (task, trials) -> {
                long constant = trials.stream().filter(OneClass::isConstant).count();
                if (constant > 0) {
                  tasks.put(
                      task,
                      "%s (%d of %d trials)"
                          .formatted(ScoreTable.title(task), constant, trials.size()));
                }
              });
      if (!tasks.isEmpty()) {
        sentences.add(
            "Fine-tuned from %s, models give every example the same answer on %s."
                .formatted(row.name(), String.join(", ", tasks.values())));
      }
    }
    return sentences;
  }

  /**
   * Whether a model predicts one class or one number only. Results of before there was the share of
   * the most frequent prediction show it by a Matthews correlation of exactly 0.
   */
  static boolean isConstant(TaskScores trial) {
    Map<String, Double> metrics = trial.all();
    Double share = metrics.get(PredictedClasses.LARGEST_SHARE);
    if (share != null) {
      return share == ALL;
    }
    Double correlation = metrics.get("spearman");
    return correlation != null ? correlation.isNaN() : Double.valueOf(0).equals(metrics.get("mcc"));
  }
}
