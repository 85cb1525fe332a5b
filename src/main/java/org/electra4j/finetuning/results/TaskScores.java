package org.electra4j.finetuning.results;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.electra4j.metrics.Scorer;

/**
 * The metrics of one model on one split of one task.
 *
 * @param results what the original reports, in its order; at least one
 * @param supplement what it does not report
 * @param mainMetric the one of the results by which the task is known
 */
public record TaskScores(
    Map<String, Double> results, Map<String, Double> supplement, String mainMetric) {

  /** Keeps the order of the metrics. */
  public TaskScores {
    results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
    supplement = Collections.unmodifiableMap(new LinkedHashMap<>(supplement));
  }

  /** Scores of which the first is the main one. */
  public TaskScores(Map<String, Double> results, Map<String, Double> supplement) {
    this(results, supplement, results.keySet().iterator().next());
  }

  /** The metrics of a scorer that has seen all examples. */
  public static TaskScores of(Scorer scorer) {
    return new TaskScores(scorer.results(), scorer.supplement(), scorer.mainMetric());
  }

  /** Results, then the supplement. */
  public Map<String, Double> all() {
    Map<String, Double> all = new LinkedHashMap<>(results);
    supplement.forEach(all::putIfAbsent);
    return all;
  }
}
