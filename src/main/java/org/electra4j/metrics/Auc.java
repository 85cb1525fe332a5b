package org.electra4j.metrics;

import java.util.Arrays;

/**
 * Area under the ROC curve from 200 thresholds and the trapezoidal rule (original: {@code
 * tf.metrics.auc} with its defaults). The recall has a small number added above and below the line,
 * the false positive rate only below, so the area is 1 without positives and 0 without negatives.
 */
public final class Auc {
  private static final double EPSILON = 1e-6;
  private static final float[] THRESHOLDS = thresholds();

  // Examples by the number of thresholds that their score exceeds.
  private final long[] positives = new long[THRESHOLDS.length + 1];
  private final long[] negatives = new long[THRESHOLDS.length + 1];

  /**
   * Adds one example.
   *
   * @param score in [0, 1]
   * @throws IllegalArgumentException for any other score, NaN included
   */
  public void add(boolean positive, float score) {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("score " + score + " for the AUC is not in [0, 1]");
    }
    int at = Arrays.binarySearch(THRESHOLDS, score);
    int exceeded = at >= 0 ? at : -at - 1;
    (positive ? positives : negatives)[exceeded]++;
  }

  /** The area so far. */
  public double value() {
    double allPositives = Arrays.stream(positives).sum();
    double allNegatives = Arrays.stream(negatives).sum();
    double area = 0;
    long truePositives = 0;
    long falsePositives = 0;
    double previousRecall = 0;
    double previousRate = 0;
    for (int i = THRESHOLDS.length - 1; i >= 0; i--) {
      truePositives += positives[i + 1];
      falsePositives += negatives[i + 1];
      double recall = (truePositives + EPSILON) / (allPositives + EPSILON);
      double rate = falsePositives / (allNegatives + EPSILON);
      if (i < THRESHOLDS.length - 1) {
        area += (rate - previousRate) * (recall + previousRecall) / 2;
      }
      previousRecall = recall;
      previousRate = rate;
    }
    return area;
  }

  /** Evenly spaced, the ends moved out so that they hold back nothing and everything. */
  private static float[] thresholds() {
    int count = 200;
    float[] thresholds = new float[count];
    for (int i = 0; i < count; i++) {
      thresholds[i] = (float) (i / (count - 1.0));
    }
    thresholds[0] = -1e-7f;
    thresholds[count - 1] = 1 + 1e-7f;
    return thresholds;
  }
}
