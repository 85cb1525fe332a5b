package org.electra4j.graph;

/** How a variable starts. The values are a function of the run's seed and the variable's name. */
public sealed interface Initializer {
  /** All entries equal: 0 for biases and beta, 1 for gamma, 0 for Adam's slots. */
  record Constant(float value) implements Initializer {}

  /** Normal with mean 0, redrawn beyond two standard deviations. */
  record TruncatedNormal(double stddev) implements Initializer {}

  /**
   * Uniform within sqrt(6 / (fan in + fan out)): what the original's {@code tf.layers.dense} does
   * where no initializer is given (quirk 27).
   */
  record GlorotUniform() implements Initializer {}

  Initializer ZEROS = new Constant(0f);
  Initializer ONES = new Constant(1f);
}
