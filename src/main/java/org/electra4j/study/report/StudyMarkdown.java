package org.electra4j.study.report;

import java.util.List;
import java.util.stream.Collectors;
import org.electra4j.study.chart.Figure;

/** A report as Markdown. */
final class StudyMarkdown {
  private StudyMarkdown() {}

  /**
   * The text.
   *
   * @param hasFigures whether there are files of the figures to show
   */
  static String text(StudyReport report, boolean hasFigures) {
    StringBuilder text = new StringBuilder("# Study: " + report.name() + "\n\n");
    text.append(list(report.findings()));
    if (!report.missing().isEmpty()) {
      text.append("\n## Not there yet\n\n").append(list(report.missing()));
    }
    report.tables().forEach(table -> text.append(section(table)));
    if (hasFigures) {
      text.append("\n## Figures\n");
      for (Figure figure : report.figures()) {
        text.append(
            "\n%s. %s\n\n![%s](figures/%s.png)\n"
                .formatted(figure.title(), figure.caption(), figure.title(), figure.id()));
      }
    }
    text.append(section(report.check().table())).append("\n").append(report.check().text());
    text.append("\n\nSource: ").append(report.source()).append("\n");
    text.append("\n## How it was made\n\n").append(report.provenance().parts().markdown());
    text.append("\n").append(report.provenance().data().markdown());
    return text.toString();
  }

  private static String section(ReportTable table) {
    return "\n## "
        + table.title()
        + "\n\n"
        + table.table().markdown()
        + "\n"
        + String.join("\n\n", table.notes())
        + "\n";
  }

  private static String list(List<String> sentences) {
    return sentences.stream().map(s -> "- " + s + "\n").collect(Collectors.joining());
  }
}
