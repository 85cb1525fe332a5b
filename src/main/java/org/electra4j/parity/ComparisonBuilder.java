package org.electra4j.parity;

import java.util.OptionalInt;

/** Adds up what belongs to one {@link Comparison}. */
final class ComparisonBuilder {
  private final String name;
  private final OptionalInt step;
  private final Tolerance tolerance;
  private long values;
  private double maxAbsolute;
  private double maxRelative;
  private long failures;
  private String first;

  ComparisonBuilder(String name, OptionalInt step, Tolerance tolerance) {
    this.name = name;
    this.step = step;
    this.tolerance = tolerance;
    // The smallest of p-values is kept, of errors the largest.
    this.maxRelative = tolerance.kind() == Tolerance.Kind.P_VALUE ? 1 : 0;
  }

  void exact(String where, Object ours, Object theirs) {
    values++;
    if (!ours.equals(theirs)) {
      fail("%s: ours %s, original %s".formatted(where, brief(ours), brief(theirs)));
    }
  }

  /** Values that lack a partner are failures too. */
  void missing(String where, long ours, long theirs) {
    values += Math.max(ours, theirs);
    fail("%s: ours has %d values, original %d".formatted(where, ours, theirs));
  }

  /**
   * @param largest magnitude in the original's array
   */
  void number(String where, double ours, double theirs, double largest) {
    values++;
    if (Double.compare(ours, theirs) == 0) {
      return;
    }
    double difference = Math.abs(ours - theirs);
    // A difference from zero alone has no relative measure but "all of it".
    double relative = largest == 0 && difference > 0 ? 1 : difference / largest;
    maxAbsolute = larger(maxAbsolute, difference);
    maxRelative = larger(maxRelative, relative);
    double measured = tolerance.kind() == Tolerance.Kind.RELATIVE ? relative : difference;
    if (!(measured <= tolerance.limit())) {
      fail("%s: ours %s, original %s".formatted(where, ours, theirs));
    }
  }

  void pValue(String where, long samples, double p) {
    values += samples;
    maxRelative = Math.min(maxRelative, p);
    if (!(p > tolerance.limit())) {
      fail("%s: p-value %.3g".formatted(where, p));
    }
  }

  private void fail(String text) {
    failures++;
    first = first == null ? text : first;
  }

  /** NaN counts as larger than any number. */
  private static double larger(double kept, double now) {
    return Double.isNaN(now) || Double.isNaN(kept) ? Double.NaN : Math.max(kept, now);
  }

  private static String brief(Object value) {
    int longest = 120;
    String text = value instanceof String ? "'" + value + "'" : value.toString();
    return text.length() <= longest ? text : text.substring(0, longest) + "...";
  }

  Comparison build() {
    return new Comparison(name, step, tolerance, values, maxAbsolute, maxRelative, failures, first);
  }
}
