package org.electra4j.parity;

import java.util.OptionalInt;

/**
 * What was found when one tensor, or one kind of value, was held against the original's.
 *
 * @param name such as {@code discriminator/layer_0_output} or {@code ids}
 * @param step the training step that it belongs to, the first being 0
 * @param tolerance what was allowed
 * @param values number of values compared
 * @param maxAbsolute the largest difference of two numbers
 * @param maxRelative the largest difference divided by the largest magnitude in the same array; for
 *     a test of distributions the smallest p-value
 * @param failures number of values outside the tolerance
 * @param first where the first of them lies, with both values; null if there is none
 */
public record Comparison(
    String name,
    OptionalInt step,
    Tolerance tolerance,
    long values,
    double maxAbsolute,
    double maxRelative,
    long failures,
    String first) {

  /** Whether all values are within the tolerance. */
  public boolean passed() {
    return failures == 0;
  }

  /** The name with the step. */
  public String title() {
    return step.isPresent() ? "step %d: %s".formatted(step.getAsInt(), name) : name;
  }

  /** The largest difference as a share of the tolerance: above 1 it fails. */
  public double shareOfTolerance() {
    return switch (tolerance.kind()) {
      case EXACT -> failures == 0 ? 0 : Double.POSITIVE_INFINITY;
      case ABSOLUTE -> maxAbsolute / tolerance.limit();
      case RELATIVE -> maxRelative / tolerance.limit();
      case P_VALUE -> tolerance.limit() / maxRelative;
    };
  }
}
