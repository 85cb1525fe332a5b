package org.electra4j.parity.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.electra4j.parity.CaseResult;
import org.electra4j.parity.Comparison;
import org.electra4j.parity.Tolerance;

/** Results as lines of a table, one a case, so that each can be printed when it is there. */
public final class ParityText {
  private final int titleWidth;

  /**
   * @param titleWidth of the longest title
   */
  public ParityText(int titleWidth) {
    this.titleWidth = titleWidth;
  }

  private String format() {
    return "%-7s  %-" + titleWidth + "s  %12s  %9s  %9s  %9s  %7s";
  }

  /** The head of the table. */
  public String head() {
    return format().formatted("", "case", "values", "max abs", "max rel", "tolerance", "seconds");
  }

  /** The row of a case, with a second line for one that failed or was skipped. */
  public String row(CaseResult result) {
    Optional<Comparison> worst = worst(result.comparisons());
    String row =
        format()
            .formatted(
                result.outcome().name().toLowerCase(Locale.ROOT),
                result.title(),
                String.format(Locale.ROOT, "%,d", result.values()),
                worst.map(c -> number(c.maxAbsolute())).orElse("0"),
                worst.map(c -> number(c.maxRelative())).orElse("0"),
                worst.map(ParityText::used).orElse(""),
                String.format(Locale.ROOT, "%.1f", result.seconds()));
    return why(result).map(why -> row + System.lineSeparator() + " ".repeat(9) + why).orElse(row);
  }

  /** Why a case failed or was skipped. */
  static Optional<String> why(CaseResult result) {
    return result.skipped() != null ? Optional.of(result.skipped()) : result.failure();
  }

  /** The comparison of numbers that comes nearest to its tolerance, or lies furthest beyond. */
  public static Optional<Comparison> worst(List<Comparison> comparisons) {
    return comparisons.stream()
        .filter(c -> c.tolerance().kind() != Tolerance.Kind.EXACT)
        .filter(c -> c.tolerance().kind() != Tolerance.Kind.P_VALUE)
        .max(Comparator.comparingDouble(Comparison::shareOfTolerance));
  }

  static String used(Comparison worst) {
    double share = worst.shareOfTolerance();
    return share < 10 ? String.format(Locale.ROOT, "%.0f %%", 100 * share) : "> 1000 %";
  }

  static String number(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
  }

  /** The last line: how many cases passed, and how much was compared. */
  public static String summary(List<CaseResult> results) {
    long values = results.stream().mapToLong(CaseResult::values).sum();
    return String.format(
        Locale.ROOT,
        "%d passed, %d failed, %d skipped; %,d values compared",
        count(results, CaseResult.Outcome.PASS),
        count(results, CaseResult.Outcome.FAIL),
        count(results, CaseResult.Outcome.SKIPPED),
        values);
  }

  /** How many cases ended so. */
  public static long count(List<CaseResult> results, CaseResult.Outcome outcome) {
    return results.stream().filter(r -> r.outcome() == outcome).count();
  }
}
