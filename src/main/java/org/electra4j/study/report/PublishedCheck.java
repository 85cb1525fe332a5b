package org.electra4j.study.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.electra4j.finetuning.results.GlueScores;
import org.electra4j.finetuning.results.GlueTask;
import org.electra4j.finetuning.results.PublishedResults;
import org.electra4j.finetuning.results.PublishedRow;
import org.electra4j.io.TextTable;
import org.electra4j.metrics.SampleSummary;
import org.electra4j.model.PretrainingFlops;

/**
 * The published overall numbers, computed again from the published parts.
 *
 * @param items in the order of the published rows
 */
record PublishedCheck(List<Item> items) {
  /** Tasks and overall scores are printed with one digit. */
  private static final double HALF_A_DIGIT = 0.05;

  /** Costs are printed with two. */
  private static final double HALF_A_SMALL_DIGIT = 0.005;

  /** Decimal fractions are not exact in binary. */
  private static final double NOISE = 1e-9;

  /**
   * One number.
   *
   * @param name of the row and the number
   * @param printed as published
   * @param recomputed from the parts
   * @param rounding largest difference that rounding of printed numbers can make
   */
  record Item(String name, String number, double printed, double recomputed, double rounding) {
    /** Whether rounding explains the difference. */
    boolean agrees() {
      return Math.abs(printed - recomputed) <= rounding + NOISE;
    }
  }

  /** Computes them. */
  static PublishedCheck of(PublishedResults published) {
    List<Item> items = new ArrayList<>();
    for (PublishedRow row : published.rows()) {
      List<Double> scores =
          Stream.of(GlueTask.values()).flatMap(task -> row.printed(task).stream()).toList();
      int tasks = GlueTask.values().length;
      double sum = scores.stream().mapToDouble(Double::doubleValue).sum();
      if (scores.size() == tasks) {
        row.avg().ifPresent(avg -> items.add(score(row, "AVG", avg, sum / tasks, 1)));
        double nine = tasks + 1.0;
        row.glue()
            .ifPresent(
                glue ->
                    items.add(
                        score(row, "GLUE", glue, (sum + GlueScores.WNLI) / nine, tasks / nine)));
      }
      row.training().ifPresent(training -> addCosts(items, row, training));
    }
    return new PublishedCheck(List.copyOf(items));
  }

  private static Item score(
      PublishedRow row, String number, SampleSummary printed, double recomputed, double parts) {
    return new Item(row.name(), number, printed.mean(), recomputed, HALF_A_DIGIT * (1 + parts));
  }

  private static void addCosts(List<Item> items, PublishedRow row, PublishedRow.Training training) {
    double days =
        PretrainingFlops.pfsDays(training.days(), training.devices(), training.peakTflops());
    items.add(new Item(row.name(), "pfs-days", training.pfsDays(), days, HALF_A_SMALL_DIGIT));
    addPerPoint(items, row, "AVG", days, training.per100Avg(), row.avg());
    addPerPoint(items, row, "GLUE", days, training.per100Glue(), row.glue());
  }

  private static void addPerPoint(
      List<Item> items,
      PublishedRow row,
      String score,
      double days,
      Optional<Double> printed,
      Optional<SampleSummary> points) {
    if (printed.isPresent() && points.isPresent()) {
      items.add(
          new Item(
              row.name(),
              "pfs-days per 100 points of " + score,
              printed.get(),
              100 * days / points.get().mean(),
              HALF_A_SMALL_DIGIT));
    }
  }

  /** What was found, in a sentence. */
  String text() {
    long apart = items.stream().filter(item -> !item.agrees()).count();
    return apart == 0
        ? "All %d published numbers agree with what their parts give.".formatted(items.size())
        : "Of %d published overall numbers, %d agree with what the published parts give, up to rounding; the other %d are listed."
            .formatted(items.size(), items.size() - apart, apart);
  }

  /** The numbers that differ by more than rounding explains. */
  ReportTable table() {
    List<List<String>> rows = new ArrayList<>();
    for (Item item : items) {
      if (!item.agrees()) {
        int digits = item.rounding() > HALF_A_DIGIT / 2 ? 1 : 2;
        rows.add(
            List.of(
                item.name(),
                item.number(),
                Numbers.fixed(item.printed(), digits),
                Numbers.fixed(item.recomputed(), digits + 1),
                "%s%s"
                    .formatted(
                        item.printed() > item.recomputed() ? "+" : "",
                        Numbers.fixed(item.printed() - item.recomputed(), digits + 1))));
      }
    }
    return new ReportTable(
        "published-check",
        "Published numbers checked",
        new TextTable(
            List.of("published row", "number", "printed", "recomputed", "difference"), rows),
        rows.size(),
        List.of(
            "AVG: mean of the eight printed tasks. GLUE: mean of these and WNLI's 56.34; the study prints one metric a task, so the benchmark's means of two metrics cannot be formed from it. pfs-days: by the formula of table 3. A difference counts if the rounding of the printed numbers cannot explain it."));
  }
}
