package org.electra4j.study.comparison;

import java.util.List;
import java.util.Map;
import org.electra4j.io.HtmlTemplate;
import org.electra4j.io.TableFormats;
import org.electra4j.io.TextTable;
import org.electra4j.study.chart.Figure;
import org.electra4j.study.chart.FigureCharts;

/** A page about two runs: tables, and the curves of both in one chart each. */
public final class RunsPage {
  private RunsPage() {}

  /** The page as HTML. */
  public static String html(RunComparison comparison) {
    List<Figure> figures = comparison.curves().stream().map(RunsPage::figure).toList();
    return HtmlTemplate.fill(
        "/report/runs.html",
        Map.ofEntries(
            Map.entry("a", HtmlTemplate.escape(comparison.a().name())),
            Map.entry("b", HtmlTemplate.escape(comparison.b().name())),
            Map.entry(
                "configuration", table(RunTables.configuration(comparison), "No difference.")),
            Map.entry("files", table(RunTables.data(comparison), comparison.sameData())),
            Map.entry("metrics", table(RunTables.metrics(comparison), "None.")),
            Map.entry("curves", table(RunTables.curves(comparison), "None that both have.")),
            Map.entry("figures", FigureCharts.cards(figures)),
            Map.entry("data", FigureCharts.data(figures))));
  }

  private static Figure figure(RunComparison.Curve curve) {
    return new Figure(
        curve.tag().replaceAll("[^A-Za-z0-9_-]", "-"),
        curve.tag(),
        "",
        "step",
        List.of(
            Figure.Line.curve("A", curve.a().points()),
            Figure.Line.curve("B", curve.b().points())));
  }

  private static String table(TextTable table, String otherwise) {
    return table.rows().isEmpty() ? HtmlTemplate.escape(otherwise) : TableFormats.html(table);
  }
}
