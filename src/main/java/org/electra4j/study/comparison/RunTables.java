package org.electra4j.study.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.electra4j.io.TextTable;
import org.electra4j.metrics.MeanComparison;
import org.electra4j.metrics.SampleSummary;
import org.electra4j.study.comparison.RunComparison.Curve;
import org.electra4j.study.comparison.RunComparison.Difference;
import org.electra4j.study.comparison.RunComparison.Metric;
import org.electra4j.training.curve.CurveDistance;

/** A comparison as tables, each empty if there is nothing to tell. */
public final class RunTables {
  private RunTables() {}

  /** All of it as text for a terminal. */
  public static String text(RunComparison comparison) {
    return "A: %s%nB: %s%n".formatted(comparison.a().name(), comparison.b().name())
        + section("Configuration", configuration(comparison), "no difference")
        + section("Data", data(comparison), comparison.sameData())
        + section("Final metrics", metrics(comparison), "none")
        + section("Curves, largest relative difference first", curves(comparison), "none in both");
  }

  private static String section(String title, TextTable table, String otherwise) {
    return table.rows().isEmpty()
        ? "%n%s: %s%n".formatted(title, otherwise)
        : "%n%s%n%n%s".formatted(title, table.plain());
  }

  static TextTable configuration(RunComparison comparison) {
    return differences("hparam", comparison.configuration());
  }

  static TextTable data(RunComparison comparison) {
    return differences("file (SHA-256)", comparison.data());
  }

  private static TextTable differences(String name, List<Difference> differences) {
    return new TextTable(
        List.of(name, "A", "B"),
        differences.stream().map(d -> List.of(d.name(), d.a(), d.b())).toList());
  }

  static TextTable metrics(RunComparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    for (Metric metric : comparison.metrics()) {
      rows.add(
          List.of(
              metric.name(),
              text(metric.a()),
              text(metric.b()),
              metric.test().map(test -> signed(test.difference())).orElse(""),
              metric
                  .test()
                  .filter(MeanComparison::isTested)
                  .map(test -> MeanComparison.text(test.pValue()))
                  .orElse("")));
    }
    return new TextTable(List.of("metric", "A", "B", "A - B", "p (Welch)"), rows);
  }

  static TextTable curves(RunComparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    for (Curve curve : comparison.curves()) {
      Optional<CurveDistance> distance = curve.distance();
      rows.add(
          List.of(
              curve.tag(),
              distance.map(d -> Integer.toString(d.steps())).orElse("0"),
              distance.map(d -> significant(d.largest())).orElse(""),
              distance.map(d -> Long.toString(d.largestAt())).orElse(""),
              distance.map(d -> significant(d.mean())).orElse(""),
              distance.map(d -> significant(d.relative())).orElse(""),
              distance.map(d -> signed(d.last())).orElse("")));
    }
    return new TextTable(
        List.of("curve", "common steps", "largest", "at step", "mean", "relative", "last, A - B"),
        rows);
  }

  private static String text(Optional<SampleSummary> summary) {
    return summary
        .map(
            s ->
                significant(s.mean())
                    + (s.hasSpread() ? " ±" + significant(s.standardDeviation()) : ""))
        .orElse("");
  }

  private static String significant(double number) {
    return String.format(Locale.ROOT, "%.5g", number);
  }

  private static String signed(double number) {
    return String.format(Locale.ROOT, "%+.3g", number);
  }
}
