package org.electra4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

/** Comparison of whole tensors that tells where and by how much they differ. */
public final class Closeness {
  private Closeness() {}

  /** Fails unless each entry is within an absolute tolerance of the expected one. */
  public static void assertClose(String name, float[] actual, float[] expected, double tolerance) {
    assertThat(actual).as(name).hasSameSizeAs(expected);
    int worst = 0;
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      if (!(difference <= largest)) {
        worst = i;
        largest = difference;
      }
    }
    assertThat(largest)
        .as("%s: largest difference, at entry %d of %d", name, worst, actual.length)
        .isLessThanOrEqualTo(tolerance);
  }

  /** The largest magnitude of the entries. */
  public static float largestMagnitude(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
