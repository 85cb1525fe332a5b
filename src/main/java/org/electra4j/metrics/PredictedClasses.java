package org.electra4j.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often a classifier predicts each class. One that predicts the same class for every example
 * has learned nothing, whatever its accuracy.
 */
public final class PredictedClasses {
  /** The share of the most frequent predicted class, in percent, among the metrics of a task. */
  public static final String LARGEST_SHARE = "largest_predicted_share";

  private final SortedMap<Integer, Long> counts = new TreeMap<>();
  private long examples;

  void add(int label) {
    counts.merge(label, 1L, Long::sum);
    examples++;
  }

  /** Predictions by class; classes that are never predicted are left out. */
  SortedMap<Integer, Long> counts() {
    return Collections.unmodifiableSortedMap(counts);
  }

  /** The share of the most frequent one; of at least one prediction. */
  Map<String, Double> supplement() {
    return Map.of(LARGEST_SHARE, 100.0 * Collections.max(counts.values()) / examples);
  }
}
