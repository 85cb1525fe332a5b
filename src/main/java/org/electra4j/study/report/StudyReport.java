package org.electra4j.study.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.finetuning.results.PublishedResults;
import org.electra4j.study.chart.Figure;

/**
 * What is told about a study.
 *
 * @param study what it found so far
 * @param overall the numbers that sum up its rows
 * @param findings sentences
 * @param missing what the plan asks for and is not there, a line a row
 * @param tables 2, 3 and 4 of the replication study
 * @param check the published numbers, computed again
 * @param figures those for which there are data
 * @param provenance how it was made
 * @param source of the published numbers
 */
record StudyReport(
    StudyResults study,
    Overall overall,
    List<String> findings,
    List<String> missing,
    List<ReportTable> tables,
    PublishedCheck check,
    List<Figure> figures,
    StudyProvenance provenance,
    String source) {

  /**
   * Reads a study, finished or not, and sums it up.
   *
   * @throws org.electra4j.io.BadInputException if the directory is no study or a file of it is
   *     damaged
   */
  static StudyReport of(Path directory) {
    StudyResults study = StudyReader.read(directory);
    PublishedResults published = PublishedResults.read();
    Overall overall = Overall.of(study);
    return new StudyReport(
        study,
        overall,
        Findings.of(study, overall, published),
        Missing.lines(study),
        List.of(
            ScoreTable.of(study, overall, published),
            EfficiencyTable.of(study, overall, published),
            GeneratorTable.of(study, overall, published)),
        PublishedCheck.of(published),
        StudyFigures.of(study, overall, published),
        StudyProvenance.of(study),
        published.source());
  }

  /** The name of the study. */
  String name() {
    return study.name();
  }

  /** The tables, the check of the published numbers included. */
  List<ReportTable> allTables() {
    List<ReportTable> all = new ArrayList<>(tables);
    all.add(check.table());
    return all;
  }
}
