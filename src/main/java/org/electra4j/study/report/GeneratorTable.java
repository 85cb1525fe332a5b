package org.electra4j.study.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.electra4j.finetuning.results.PublishedResults;
import org.electra4j.finetuning.results.PublishedRow;
import org.electra4j.io.TextTable;
import org.electra4j.metrics.SampleSummary;

/** The study's second experiment: generators of several widths at the same share of the steps. */
final class GeneratorTable {
  private static final double PUBLISHED_SHARE = 25;

  private GeneratorTable() {}

  /** The runs at {@link #share}, by the width of their generators. */
  static List<StudyRow> rows(StudyResults study) {
    double share = share(study);
    return study.runs().stream()
        .sorted(Comparator.comparingDouble(RunResults::generatorSize))
        .flatMap(run -> run.at(share).map(at -> row(run, at)).stream())
        .toList();
  }

  private static StudyRow row(RunResults run, CheckpointResults checkpoint) {
    return new StudyRow(run.name(), Optional.of(run), checkpoint);
  }

  /** The largest share at which all runs that have begun have a checkpoint, 0 without one. */
  static double share(StudyResults study) {
    SortedSet<Double> common = new TreeSet<>();
    boolean isFirst = true;
    for (RunResults run : study.runs()) {
      List<Double> shares =
          run.checkpoints().stream()
              .map(CheckpointResults::percent)
              .filter(percent -> run.at(percent).isPresent())
              .toList();
      if (shares.isEmpty()) {
        continue;
      }
      if (isFirst) {
        common.addAll(shares);
        isFirst = false;
      } else {
        common.retainAll(shares);
      }
    }
    return common.isEmpty() ? 0 : common.last();
  }

  /** The table. */
  static ReportTable of(StudyResults study, Overall overall, PublishedResults published) {
    List<List<String>> rows = new ArrayList<>();
    for (StudyRow row : rows(study)) {
      CheckpointResults at = row.checkpoint();
      RunResults run = row.run().orElseThrow();
      rows.add(
          List.of(
              "ours: " + row.name(),
              Numbers.percent(Numbers.percentOf(run.generatorSize())),
              Numbers.percent(at.percent()),
              at.measure(RunResults.AUC).map(auc -> Numbers.fixed(auc, 3)).orElse(""),
              at.measure(RunResults.GENERATOR_ACCURACY)
                  .map(accuracy -> Numbers.fixed(Numbers.percentOf(accuracy), 1))
                  .orElse(""),
              text(overall.avg(at.scores())),
              text(overall.glue(at.scores())),
              discriminator(run)));
    }
    int ours = rows.size();
    rows.addAll(published(overall, published));
    return new ReportTable(
        "table4-generator",
        "Table 4: size of the generator",
        new TextTable(
            List.of(
                "run",
                "generator",
                "share of steps",
                "AUC",
                "generator accuracy",
                overall.avgName(),
                "GLUE",
                "discriminator"),
            rows),
        ours,
        notes(overall));
  }

  private static List<String> notes(Overall overall) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Generator: its width in percent of the discriminator's. AUC: of the discriminator on held-out text, 0.5 is guessing; padding counts as original tokens of score 0, as in the original, so that a text with much of it lies higher. Generator accuracy: masked tokens that its first choice names, in percent, on held-out text.");
    notes.add(Collapse.RULE);
    notes.addAll(overall.notes());
    return notes;
  }

  private static List<List<String>> published(Overall overall, PublishedResults published) {
    List<List<String>> rows = new ArrayList<>();
    published.rows().stream()
        .filter(row -> row.share().equals(Optional.of(PUBLISHED_SHARE)))
        .sorted(Comparator.comparing(row -> row.generatorSize().orElseThrow()))
        .forEach(row -> rows.add(published(row, overall)));
    for (double size : published.collapsedGenerators()) {
      String width = Numbers.percent(Numbers.percentOf(size));
      rows.add(
          List.of(
              "study, generator " + width,
              width,
              "",
              "",
              "",
              "",
              "",
              "collapsed at step " + Numbers.grouped(published.collapsedAt())));
    }
    return rows;
  }

  private static List<String> published(PublishedRow row, Overall overall) {
    return List.of(
        row.name(),
        Numbers.percent(Numbers.percentOf(row.generatorSize().orElseThrow())),
        Numbers.percent(row.share().orElseThrow()),
        "",
        "",
        text(overall.avg(row)),
        text(overall.glue(row)),
        "did not collapse");
  }

  private static String discriminator(RunResults run) {
    if (!run.curves().containsKey(RunResults.AUC)) {
      return "no curve";
    }
    return run.collapse().map(Collapse::brief).orElse("did not collapse");
  }

  private static String text(Optional<SampleSummary> summary) {
    return summary.map(SampleSummary::text).orElse("");
  }
}
