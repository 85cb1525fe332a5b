package org.electra4j.metrics;

/**
 * The mean of float32 values as NumPy's {@code mean} rounds it, so that it prints the same digits:
 * halves of the array are added up apart, down to blocks of 128, and those in eight lanes.
 */
final class Float32Mean {
  private static final int BLOCK = 128;
  private static final int LANES = 8;

  private Float32Mean() {}

  /** The mean of at least one value. */
  static float of(float[] values) {
    return sum(values, 0, values.length) / values.length;
  }

  private static float sum(float[] values, int start, int count) {
    if (count > BLOCK) {
      int half = count / 2 / LANES * LANES;
      return sum(values, start, half) + sum(values, start + half, count - half);
    }
    int inLanes = count / LANES * LANES;
    float sum = 0;
    if (inLanes > 0) {
      float[] lane = new float[LANES];
      for (int i = 0; i < inLanes; i++) {
        lane[i % LANES] += values[start + i];
      }
      sum =
          ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
    }
    for (int i = inLanes; i < count; i++) {
      sum += values[start + i];
    }
    return sum;
  }
}
