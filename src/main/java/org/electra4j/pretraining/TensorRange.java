package org.electra4j.pretraining;

/**
 * The values of a tensor in a step.
 *
 * @param name of the tensor, or {@code gradient of <variable>}
 * @param min the smallest of those that are finite; NaN if there are none
 * @param max the largest of those that are finite; NaN if there are none
 * @param notFinite number of entries that are infinite or NaN
 */
public record TensorRange(String name, float min, float max, int notFinite) {
  static TensorRange of(String name, float[] values) {
    float min = Float.NaN;
    float max = Float.NaN;
    int notFinite = 0;
    for (float value : values) {
      if (!Float.isFinite(value)) {
        notFinite++;
      } else {
        min = Float.isNaN(min) ? value : Math.min(min, value);
        max = Float.isNaN(max) ? value : Math.max(max, value);
      }
    }
    return new TensorRange(name, min, max, notFinite);
  }

  /** The range of both tensors' values together, which are of one name. */
  TensorRange and(TensorRange other) {
    return new TensorRange(
        name, smaller(min, other.min), -smaller(-max, -other.max), notFinite + other.notFinite);
  }

  /** NaN only if both are. */
  private static float smaller(float a, float b) {
    return Float.isNaN(a) || b < a ? b : a;
  }
}
