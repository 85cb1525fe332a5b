package org.electra4j.parity.glue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.electra4j.finetuning.results.GlueTask;
import org.electra4j.finetuning.results.ResultRow;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.TextTable;
import org.electra4j.metrics.MeanComparison;
import org.electra4j.metrics.SampleSummary;

/**
 * Rows of ours against rows of a reference, task by task.
 *
 * @param ours at least one
 * @param references at least one
 * @param margin largest difference that counts as none, in points
 * @param confidence of intervals and tests, such as 0.95
 */
public record GlueParity(
    List<ResultRow> ours, List<ResultRow> references, double margin, double confidence) {
  /** Percentages of the same counts differ by less, however they were divided. */
  private static final double ROUNDING = 1e-9;

  /**
   * One task of two rows.
   *
   * @param task its name in hparams
   */
  public record Cell(
      String task,
      String oursName,
      String referenceName,
      SampleSummary ours,
      SampleSummary reference,
      MeanComparison comparison) {}

  /** The tasks that two rows share, for each of ours and each reference. */
  public List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (ResultRow reference : references) {
      for (ResultRow our : ours) {
        for (Map.Entry<String, SampleSummary> score : our.scores().entrySet()) {
          SampleSummary other = reference.scores().get(score.getKey());
          if (other != null) {
            cells.add(
                new Cell(
                    score.getKey(),
                    our.name(),
                    reference.name(),
                    score.getValue(),
                    other,
                    MeanComparison.of(score.getValue(), other, margin, confidence)));
          }
        }
      }
    }
    if (cells.isEmpty()) {
      throw new BadInputException("ours and the reference share no task, expected at least one");
    }
    return cells;
  }

  /** All rows side by side: mean and deviation of each task. */
  public TextTable sideBySide() {
    List<ResultRow> rows = new ArrayList<>(ours);
    rows.addAll(references);
    List<String> tasks =
        rows.stream().flatMap(row -> row.scores().keySet().stream()).distinct().toList();
    List<String> header = new ArrayList<>(List.of("model"));
    tasks.forEach(task -> header.add(title(task)));
    List<List<String>> lines = new ArrayList<>();
    for (ResultRow row : rows) {
      List<String> line = new ArrayList<>(List.of(row.name()));
      tasks.forEach(task -> line.add(text(row.scores().get(task))));
      lines.add(line);
    }
    return new TextTable(header, lines);
  }

  /** Difference, interval and tests of each task. */
  public TextTable comparisons() {
    List<List<String>> lines = new ArrayList<>();
    for (Cell cell : cells()) {
      MeanComparison c = cell.comparison();
      lines.add(
          List.of(
              title(cell.task()),
              cell.oursName(),
              cell.referenceName(),
              signed(c.difference()),
              c.isTested() ? "%s to %s".formatted(signed(c.low()), signed(c.high())) : "",
              c.isTested() ? MeanComparison.text(c.pValue()) : "",
              c.isTested() ? MeanComparison.text(c.pEquivalence()) : "",
              verdict(c)));
    }
    String percent = String.format(Locale.ROOT, "%.0f %% interval", 100 * confidence);
    return new TextTable(
        List.of("task", "ours", "reference", "difference", percent, "p", "p (TOST)", "verdict"),
        lines);
  }

  /** What the numbers say of one task. */
  public String verdict(MeanComparison c) {
    if (!c.isTested()) {
      return Math.abs(c.difference()) < ROUNDING ? "equal" : "no spread to test against";
    }
    if (c.isEquivalent(confidence)) {
      return c.differs(confidence) ? "differs, within the margin" : "equivalent";
    }
    return c.differs(confidence) ? "differs" : "undecided";
  }

  /** Everything as JSON; numbers that there are not are null. */
  public ObjectNode toJson() {
    ObjectNode json =
        Json.mapper().createObjectNode().put("margin", margin).put("confidence", confidence);
    for (Cell cell : cells()) {
      MeanComparison c = cell.comparison();
      ObjectNode node =
          json.withArray("comparisons")
              .addObject()
              .put("task", cell.task())
              .put("ours", cell.oursName())
              .put("reference", cell.referenceName());
      node.set("ours_scores", summary(cell.ours()));
      node.set("reference_scores", summary(cell.reference()));
      put(node, "difference", c.difference());
      put(node, "degrees_of_freedom", c.degreesOfFreedom());
      put(node, "low", c.low());
      put(node, "high", c.high());
      put(node, "p_value", c.pValue());
      put(node, "p_equivalence", c.pEquivalence());
      node.put("verdict", verdict(c));
    }
    return json;
  }

  private static ObjectNode summary(SampleSummary s) {
    ObjectNode node = Json.mapper().createObjectNode().put("trials", s.trials());
    put(node, "mean", s.mean());
    put(node, "sample_standard_deviation", s.standardDeviation());
    return node;
  }

  private static void put(ObjectNode node, String name, double value) {
    node.put(name, Double.isFinite(value) ? (Double) value : null);
  }

  private static String title(String task) {
    return GlueTask.of(task).map(GlueTask::title).orElse(task);
  }

  private static String text(SampleSummary s) {
    return s == null ? "" : s.text();
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.2f", value);
  }
}
