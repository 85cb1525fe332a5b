package org.electra4j.study.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.Json;
import org.electra4j.io.TableFormats;
import org.electra4j.study.chart.Figure;
import org.electra4j.study.chart.FigurePlot;

/**
 * The files of a report: {@code report.html}, {@code report.md}, {@code report.json}, {@code
 * tables/*.csv}, {@code tables/*.tex} and {@code figures/*.png}.
 */
public final class StudyReportFiles {
  private StudyReportFiles() {}

  /**
   * Reports on a study, finished or not.
   *
   * @param study directory of {@code run-study}
   * @param output directory of the files
   * @param warn gets a line if the figures could not be drawn as images; the rest is written
   * @return {@code report.json}
   * @throws org.electra4j.io.BadInputException if the directory is no study, a file of it is
   *     damaged, or the output cannot be written
   */
  public static ObjectNode write(Path study, Path output, Consumer<String> warn) {
    return write(StudyReport.of(study), output, warn, FigurePlot::png);
  }

  static ObjectNode write(
      StudyReport report, Path output, Consumer<String> warn, Function<Figure, byte[]> plot) {
    for (ReportTable table : report.allTables()) {
      Path file = output.resolve("tables").resolve(table.id());
      AtomicFiles.writeString(
          file.resolveSibling(table.id() + ".csv"), TableFormats.csv(table.table()));
      AtomicFiles.writeString(
          file.resolveSibling(table.id() + ".tex"),
          TableFormats.latex(table.table(), table.ours()));
    }
    boolean hasFigures = draw(report, output.resolve("figures"), warn, plot);
    AtomicFiles.writeString(output.resolve("report.md"), StudyMarkdown.text(report, hasFigures));
    AtomicFiles.writeString(output.resolve("report.html"), StudyPage.html(report));
    ObjectNode json = StudyJson.of(report);
    Json.write(output.resolve("report.json"), json);
    return json;
  }

  private static boolean draw(
      StudyReport report, Path directory, Consumer<String> warn, Function<Figure, byte[]> plot) {
    for (Figure figure : report.figures()) {
      byte[] png;
      try {
        png = plot.apply(figure);
      } catch (LinkageError | InternalError | RuntimeException e) {
        // What a Java runtime throws without fonts depends on its version and vendor.
        warn.accept(
            "no images in %s: this Java runtime cannot draw text (%s); install fontconfig and a font such as fonts-dejavu-core; the page has the charts"
                .formatted(directory, e));
        return false;
      }
      AtomicFiles.write(directory.resolve(figure.id() + ".png"), out -> out.write(png));
    }
    return !report.figures().isEmpty();
  }
}
