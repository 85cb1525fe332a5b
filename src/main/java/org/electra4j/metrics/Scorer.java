package org.electra4j.metrics;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.electra4j.io.PythonFormat;

/**
 * Adds up the outputs of one task on one split and gives its metrics (original: {@code Scorer}).
 */
public interface Scorer {
  /** Adds one example. */
  void update(EvalOutput output);

  /**
   * The metrics that the original reports, in its order and under its names; scores are percentages
   * and {@code loss} is the mean over the examples.
   *
   * @throws IllegalStateException if no example was added
   */
  Map<String, Double> results();

  /** Metrics that the original does not report for this task; empty for most. */
  default Map<String, Double> supplement() {
    return Map.of();
  }

  /** The one of the results by which the task is known; the first one of most. */
  default String mainMetric() {
    return results().keySet().iterator().next();
  }

  /**
   * Writes what an evaluation leaves beside its metrics, as question answering its predictions;
   * most leave nothing.
   *
   * @return the files
   */
  default List<Path> writeFiles() {
    return List.of();
  }

  /** The results in one line: {@code accuracy: 87.50 - loss: 0.31} (original: results_str). */
  default String resultsText() {
    return text(results());
  }

  /** Any metrics in the original's form. */
  static String text(Map<String, Double> metrics) {
    return metrics.entrySet().stream()
        .map(e -> e.getKey() + ": " + PythonFormat.fixed(e.getValue(), 2))
        .collect(Collectors.joining(" - "));
  }
}
