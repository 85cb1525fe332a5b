package org.electra4j.study.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.results.TaskScores;
import org.electra4j.metrics.PredictedClasses;

/** Fine-tuned models that say the same of every example. */
final class OneClass {
  private static final double ALL = 100;

  private OneClass() {}

  /** A sentence a task with such trials, naming rows and how many trials. */
  static List<String> sentences(StudyResults study) {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (StudyRow row : study.rows()) {
      row.checkpoint()
          .scores()
          .forEach(
              (task, trials) -> {
                long constant = trials.stream().filter(OneClass::isConstant).count();
                if (constant > 0) {
                  rows.computeIfAbsent(task, t -> new ArrayList<>())
                      .add("%s (%d of %d trials)".formatted(row.name(), constant, trials.size()));
                }
              });
    }
    List<String> sentences = new ArrayList<>();
    rows.forEach(
        (task, names) ->
            sentences.add(
                "On %s, fine-tuned models give every example the same answer: %s."
                    .formatted(ScoreTable.title(task), String.join("; ", names))));
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
