package org.electra4j.metrics;

/** A weighted mean over everything added (original: {@code tf.metrics.mean}, {@code accuracy}). */
public final class WeightedMean {
  private double total;
  private double weights;

  /** Adds one value. */
  public void add(double value, double weight) {
    total += value * weight;
    weights += weight;
  }

  /** Adds a hit or a miss, so that {@link #value} is an accuracy. */
  public void add(boolean correct, double weight) {
    add(correct ? 1 : 0, weight);
  }

  /** The mean, or 0 if all weights were zero, as in TensorFlow. */
  public double value() {
    return weights == 0 ? 0 : total / weights;
  }
}
