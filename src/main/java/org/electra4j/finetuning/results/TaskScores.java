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
 */
public record TaskScores(Map<String, Double> results, Map<String, Double> supplement) {

  /** Keeps the order of the metrics. */
  public TaskScores {
    results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
    supplement = Collections.unmodifiableMap(new LinkedHashMap<>(supplement));
  }

  /** The metrics of a scorer that has seen all examples. */
  public static TaskScores of(Scorer scorer) {
    return new TaskScores(scorer.results(), scorer.supplement());
  }

  /** Results, then the supplement. */
  public Map<String, Double> all() {
    Map<String, Double> all = new LinkedHashMap<>(results);
    supplement.forEach(all::putIfAbsent);
    return all;
  }

  /** The name of the first metric, by which the task is known. */
  public String mainMetric() {
    return results.keySet().iterator().next();
  }
}
