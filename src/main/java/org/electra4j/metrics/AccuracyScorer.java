package org.electra4j.metrics;

import java.util.Map;

/** Share of right labels in percent (original: {@code AccuracyScorer}). */
public final class AccuracyScorer extends SentenceLevelScorer {
  private final WeightedMean correct = new WeightedMean();
  private final PredictedClasses predicted = new PredictedClasses();

  @Override
  void add(EvalOutput output) {
    correct.add(output.predictedLabel() == output.labelId(), 1);
    predicted.add(output.predictedLabel());
  }

  @Override
  void putScores(Map<String, Double> results) {
    results.put("accuracy", 100 * correct.value());
  }

  @Override
  public Map<String, Double> supplement() {
    return predicted.supplement();
  }
}
