package org.electra4j.parity;

/**
 * How far a number may lie from the original's.
 *
 * @param kind what the limit is measured in
 * @param limit 0 for {@link Kind#EXACT}
 */
public record Tolerance(Kind kind, double limit) {
  /** The measures of the README of the reference data. */
  public enum Kind {
    /** Equal values. */
    EXACT,
    /** The difference itself. */
    ABSOLUTE,
    /** The difference divided by the largest magnitude in the original's array. */
    RELATIVE,
    /** The limit is the smallest p-value of a test that both were drawn from one distribution. */
    P_VALUE
  }

  /** Of values that must be equal. */
  public static final Tolerance EXACT = new Tolerance(Kind.EXACT, 0);

  /** Of differences up to a limit. */
  public static Tolerance absolute(double limit) {
    return new Tolerance(Kind.ABSOLUTE, limit);
  }

  /** Of differences up to a share of the largest magnitude in the original's array. */
  public static Tolerance relative(double limit) {
    return new Tolerance(Kind.RELATIVE, limit);
  }

  /** Of samples that a test of equal distribution does not tell apart. */
  public static Tolerance pValue(double limit) {
    return new Tolerance(Kind.P_VALUE, limit);
  }

  /** Such as {@code abs 2e-05}. */
  @Override
  public String toString() {
    return switch (kind) {
      case EXACT -> "exact";
      case ABSOLUTE -> "abs %.0e".formatted(limit);
      case RELATIVE -> "rel %.0e".formatted(limit);
      case P_VALUE -> "p > %.0e".formatted(limit);
    };
  }
}
