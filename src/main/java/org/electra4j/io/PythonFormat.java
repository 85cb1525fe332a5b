package org.electra4j.io;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Numbers as Python's {@code format} writes them, for the files and lines that the original has.
 */
public final class PythonFormat {
  private PythonFormat() {}

  /**
   * A number with so many decimals (Python: {@code "{:.2f}"}): the exact binary value rounded half
   * to even; {@code nan}, {@code inf}, {@code -inf}, and {@code -0.00} for what rounds to zero from
   * below.
   */
  public static String fixed(double value, int decimals) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    String text = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    boolean isBelowZero = Double.doubleToRawLongBits(value) < 0;
    return isBelowZero && !text.startsWith("-") ? "-" + text : text;
  }
}
