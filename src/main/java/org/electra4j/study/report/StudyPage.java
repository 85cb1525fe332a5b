package org.electra4j.study.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.electra4j.io.HtmlTemplate;
import org.electra4j.io.Json;
import org.electra4j.io.TableFormats;

/** A report as one page that needs nothing beside it. */
final class StudyPage {
  private StudyPage() {}

  /** The page as HTML. */
  static String html(StudyReport report) {
    return HtmlTemplate.fill(
        "/report/study.html",
        Map.ofEntries(
            Map.entry("name", HtmlTemplate.escape(report.name())),
            Map.entry("findings", list(report.findings())),
            Map.entry("missing", missing(report.missing())),
            Map.entry("tables", tables(report.tables())),
            Map.entry("figures", figures(report.figures())),
            Map.entry("check", check(report.check())),
            Map.entry("source", HtmlTemplate.escape(report.source())),
            Map.entry("parts", TableFormats.html(report.provenance().parts())),
            Map.entry("files", TableFormats.html(report.provenance().data())),
            Map.entry("plan", HtmlTemplate.escape(Json.write(report.study().plan()))),
            Map.entry("data", HtmlTemplate.json(charts(report.figures())))));
  }

  private static String list(List<String> sentences) {
    return sentences.stream()
        .map(sentence -> "<li>" + HtmlTemplate.escape(sentence) + "</li>\n")
        .collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
  }

  private static String missing(List<String> lines) {
    return lines.isEmpty()
        ? ""
        : "<h2>Not there yet</h2>\n<div class=\"card\">" + list(lines) + "</div>";
  }

  private static String tables(List<ReportTable> tables) {
    return tables.stream()
        .map(table -> "<h2>" + HtmlTemplate.escape(table.title()) + "</h2>\n" + body(table))
        .collect(Collectors.joining());
  }

  private static String body(ReportTable table) {
    return "<div class=\"card scroll\">%s</div>\n%s"
        .formatted(TableFormats.html(table.table(), table.ours()), notes(table.notes()));
  }

  private static String notes(List<String> notes) {
    return notes.stream()
        .map(note -> "<p class=\"soft note\">" + HtmlTemplate.escape(note) + "</p>\n")
        .collect(Collectors.joining());
  }

  private static String check(PublishedCheck check) {
    return "<p>" + HtmlTemplate.escape(check.text()) + "</p>\n" + body(check.table());
  }

  private static String figures(List<Figure> figures) {
    return figures.stream()
        .map(
            figure ->
                "<div class=\"card\"><h3>%s</h3><p class=\"soft\">%s</p><div class=\"chart\" id=\"%s\"></div></div>\n"
                    .formatted(
                        HtmlTemplate.escape(figure.title()),
                        HtmlTemplate.escape(figure.caption()),
                        figure.id()))
        .collect(Collectors.joining());
  }

  /** What the page's script draws: of each figure the x values, and of each line a y or null. */
  private static List<Map<String, Object>> charts(List<Figure> figures) {
    List<Map<String, Object>> charts = new ArrayList<>();
    for (Figure figure : figures) {
      List<Map<String, Object>> series = new ArrayList<>();
      for (Figure.Line line : figure.lines()) {
        List<Double> values = new ArrayList<>();
        figure.xs().forEach(x -> values.add(line.points().get(x)));
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("label", line.name());
        one.put("values", values);
        one.put("dashed", line.isReference());
        one.put("points", line.isSparse() ? 7 : 0);
        series.add(one);
      }
      Map<String, Object> chart = new LinkedHashMap<>();
      chart.put("id", figure.id());
      chart.put("x", figure.xLabel());
      chart.put("steps", figure.xs());
      chart.put("series", series);
      charts.add(chart);
    }
    return charts;
  }
}
