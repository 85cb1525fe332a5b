package org.electra4j.metrics;

import java.util.Map;
import java.util.TreeMap;

/**
 * Matthews correlation coefficient in percent for any number of classes (original: {@code
 * MCCScorer}, scikit-learn's {@code matthews_corrcoef}; Gorodkin 2004). It is 0 where labels or
 * predictions are all the same.
 */
public final class MccScorer extends SentenceLevelScorer {
  private final Map<Integer, Long> trueCounts = new TreeMap<>();
  private final PredictedClasses predicted = new PredictedClasses();
  private long correct;
  private long examples;

  @Override
  void add(EvalOutput output) {
    int label = output.predictedLabel();
    trueCounts.merge(output.labelId(), 1L, Long::sum);
    predicted.add(label);
    correct += label == output.labelId() ? 1 : 0;
    examples++;
  }

  @Override
  void putScores(Map<String, Double> results) {
    double all = examples;
    Map<Integer, Long> predictedCounts = predicted.counts();
    double covariance = correct * all - product(trueCounts, predictedCounts);
    double trueVariance = all * all - product(trueCounts, trueCounts);
    double predictedVariance = all * all - product(predictedCounts, predictedCounts);
    double scale = Math.sqrt(trueVariance) * Math.sqrt(predictedVariance);
    results.put("mcc", scale == 0 ? 0 : 100 * covariance / scale);
  }

  @Override
  public Map<String, Double> supplement() {
    return predicted.supplement();
  }

  private static double product(Map<Integer, Long> a, Map<Integer, Long> b) {
    double sum = 0;
    for (Map.Entry<Integer, Long> count : a.entrySet()) {
      sum += (double) count.getValue() * b.getOrDefault(count.getKey(), 0L);
    }
    return sum;
  }
}
