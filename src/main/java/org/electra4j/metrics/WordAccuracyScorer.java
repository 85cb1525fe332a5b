package org.electra4j.metrics;

import java.util.Map;

/** Share of words with the right label in percent (original: tagging's {@code AccuracyScorer}). */
public final class WordAccuracyScorer extends WordLevelScorer {
  /** No label is counted as wrong whatever is predicted. */
  public static final int NO_LABEL = -1;

  private final int autoFailLabel;
  private long correct;
  private long count;

  /**
   * @param autoFailLabel a label that no prediction gets right, or {@link #NO_LABEL}
   */
  public WordAccuracyScorer(int autoFailLabel) {
    this.autoFailLabel = autoFailLabel;
  }

  @Override
  void add(int[] labels, int[] predictions, int words) {
    for (int i = 0; i < words; i++) {
      correct += predictions[i] == labels[i] && labels[i] != autoFailLabel ? 1 : 0;
    }
    count += words;
  }

  @Override
  void putScores(Map<String, Double> results) {
    results.put("accuracy", 100.0 * correct / Math.max(1, count));
  }
}
