package org.electra4j.optimization;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The factor on the loss that keeps gradients within the range of float16 (Micikevicius et al.
 * 2018, section 3.2; defaults of NVIDIA's AMP and of TensorFlow's {@code LossScaleOptimizer}). It
 * halves when a gradient overflows and doubles after 2000 updates without that.
 *
 * <p>As there, an update that overflowed is skipped and counts neither for Adam nor for the
 * schedule. Other than there its batch is not dropped but run again with half the scale, so that
 * the batch of a step stays a function of the step.
 *
 * @param scale a power of two, at least 1
 * @param goodSteps updates since the scale changed
 */
public record LossScale(float scale, int goodSteps) {
  /** Where a training begins. */
  public static final LossScale INITIAL = new LossScale(1 << 15, 0);

  /** No scaling: of other precisions than float16. */
  public static final LossScale NONE = new LossScale(1, 0);

  private static final int GROWTH_INTERVAL = 2000;
  private static final float LARGEST = 0x1p60f;

  /**
   * What an update gave, and the scale of the next one.
   *
   * @param output of the attempt that did not overflow, or of that with the scale 1
   */
  public record Scaled<T>(T output, LossScale next) {}

  /** After an update that did not overflow. */
  LossScale afterUpdate() {
    return goodSteps + 1 < GROWTH_INTERVAL
        ? new LossScale(scale, goodSteps + 1)
        : new LossScale(Math.min(2 * scale, LARGEST), 0);
  }

  /** After one that did. */
  LossScale afterOverflow() {
    return new LossScale(Math.max(1, scale / 2), 0);
  }

  /**
   * Attempts an update until it does not overflow.
   *
   * @param attempt with a scale
   * @param overflowed whether the attempt left the weights as they were
   */
  public <T> Scaled<T> update(Function<LossScale, T> attempt, Predicate<T> overflowed) {
    LossScale current = this;
    T output = attempt.apply(current);
    while (overflowed.test(output) && current.scale > 1) {
      current = current.afterOverflow();
      output = attempt.apply(current);
    }
    return new Scaled<>(output, current.afterUpdate());
  }
}
