package org.electra4j.study.report;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as a report prints them. */
final class Numbers {
  private static final double SECONDS_PER_HOUR = 3600;

  private Numbers() {}

  /** {@code 12.5 %}. */
  static String percent(double percent) {
    return plain(percent) + " %";
  }

  /** A fraction in percent, with rounding noise of the product taken off. */
  static double percentOf(double fraction) {
    return BigDecimal.valueOf(fraction).movePointRight(2).doubleValue();
  }

  /** The opposite of {@link #percentOf}. */
  static double fraction(double percent) {
    return BigDecimal.valueOf(percent).movePointLeft(2).doubleValue();
  }

  /** {@code 12.5} or {@code 6}. */
  static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  /** Three significant digits: {@code 0.0433}, {@code 2.12e-07}; empty if there is no number. */
  static String significant(double number) {
    return Double.isFinite(number) ? String.format(Locale.ROOT, "%.3g", number) : "";
  }

  /** A fixed number of digits after the point; empty if there is no number. */
  static String fixed(double number, int digits) {
    return Double.isFinite(number) ? String.format(Locale.ROOT, "%." + digits + "f", number) : "";
  }

  /** {@code 10,000}. */
  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static double hours(double seconds) {
    return seconds / SECONDS_PER_HOUR;
  }
}
