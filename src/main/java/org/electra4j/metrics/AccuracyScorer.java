package org.electra4j.metrics;

import java.util.Map;

/** Share of right labels in percent (original: {@code AccuracyScorer}). */
public final class AccuracyScorer extends SentenceLevelScorer {
  private final WeightedMean correct = new WeightedMean();

  @Override
  void add(EvalOutput output) {
    correct.add(output.predictedLabel() == output.labelId(), 1);
  }

  @Override
  void putScores(Map<String, Double> results) {
    results.put("accuracy", 100 * correct.value());
  }
}
