package org.electra4j.finetuning.task;

import java.math.BigDecimal;
import java.util.OptionalDouble;

/**
 * The labels of a regression; a model is trained on them moved to [0, 1].
 *
 * @param min the lowest label
 * @param max the highest label
 */
public record TargetRange(double min, double max) {
  /** The label that a text gives; absent if it is no number or lies outside the range. */
  public OptionalDouble parse(String text) {
    try {
      // Unlike Double.parseDouble it takes no NaN and no suffixes.
      double label = new BigDecimal(text.strip()).doubleValue();
      return min <= label && label <= max ? OptionalDouble.of(label) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /**
   * The target of a label. (The original divides by {@code max}, which is the same for its only
   * range, 0 to 5, and wrong for one that does not start at 0.)
   */
  public double target(double label) {
    return (label - min) / (max - min);
  }

  /** The label of a prediction, inside or outside the range. */
  public double label(double prediction) {
    return min + prediction * (max - min);
  }
}
