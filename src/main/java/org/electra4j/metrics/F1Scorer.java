package org.electra4j.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Precision, recall and F1 of label 1 in percent (original: {@code F1Scorer}). The original counts
 * predicted positives as the gold ones, so that its three numbers are all the precision (quirk 21);
 * they are the results, and the true ones are the supplement, as {@code standard_precision}, {@code
 * standard_recall} and {@code standard_f1}.
 */
public final class F1Scorer extends SentenceLevelScorer {
  private static final int POSITIVE = 1;

  private long correct;
  private long predicted;
  private long gold;

  @Override
  void add(EvalOutput output) {
    boolean isPredicted = output.predictedLabel() == POSITIVE;
    boolean isGold = output.labelId() == POSITIVE;
    predicted += isPredicted ? 1 : 0;
    gold += isGold ? 1 : 0;
    correct += isPredicted && isGold ? 1 : 0;
  }

  @Override
  void putScores(Map<String, Double> results) {
    double precision = percent(predicted);
    results.put("precision", precision);
    results.put("recall", precision);
    results.put("f1", precision);
  }

  @Override
  public Map<String, Double> supplement() {
    Map<String, Double> standard = new LinkedHashMap<>();
    standard.put("standard_precision", percent(predicted));
    standard.put("standard_recall", percent(gold));
    standard.put("standard_f1", correct == 0 ? 0 : 200.0 * correct / (predicted + gold));
    return standard;
  }

  /** The share of the right positives, 0 if there are none. */
  private double percent(long of) {
    return correct == 0 ? 0 : 100.0 * correct / of;
  }
}
