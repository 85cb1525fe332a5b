package org.electra4j.study.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.electra4j.io.HtmlTemplate;
import org.electra4j.io.Json;
import org.electra4j.io.TableFormats;
import org.electra4j.study.chart.FigureCharts;

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
            Map.entry("figures", FigureCharts.cards(report.figures())),
            Map.entry("check", check(report.check())),
            Map.entry("source", HtmlTemplate.escape(report.source())),
            Map.entry("parts", TableFormats.html(report.provenance().parts())),
            Map.entry("files", TableFormats.html(report.provenance().data())),
            Map.entry("plan", HtmlTemplate.escape(Json.write(report.study().plan()))),
            Map.entry("data", FigureCharts.data(report.figures()))));
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
}
