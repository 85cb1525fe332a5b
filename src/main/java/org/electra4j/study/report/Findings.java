package org.electra4j.study.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.electra4j.finetuning.results.PublishedResults;
import org.electra4j.metrics.MeanComparison;
import org.electra4j.metrics.SampleSummary;

/** What a study found, in sentences with numbers. */
final class Findings {
  private static final double CONFIDENCE = 0.95;

  /** Asked for by the comparison, not used here. */
  private static final double ANY_MARGIN = 1;

  private final StudyResults study;
  private final Overall overall;

  private Findings(StudyResults study, Overall overall) {
    this.study = study;
    this.overall = overall;
  }

  /** The sentences, the most important first. */
  static List<String> of(StudyResults study, Overall overall, PublishedResults published) {
    Findings findings = new Findings(study, overall);
    List<String> sentences = new ArrayList<>();
    sentences.add(findings.size());
    Optional<Scored> best =
        findings.scored().stream().filter(row -> row.row().run().isPresent()).max(BY_MEAN);
    best.ifPresent(row -> sentences.add(findings.best(row)));
    best.flatMap(row -> findings.published(row, published)).ifPresent(sentences::add);
    findings.training().ifPresent(sentences::add);
    sentences.addAll(findings.generators());
    sentences.addAll(findings.collapses());
    sentences.addAll(OneClass.sentences(study));
    return sentences;
  }

  private static final Comparator<Scored> BY_MEAN =
      Comparator.comparingDouble(row -> row.avg().mean());

  private record Scored(StudyRow row, SampleSummary avg) {}

  private List<Scored> scored() {
    return scored(study.rows());
  }

  private List<Scored> scored(List<StudyRow> rows) {
    List<Scored> scored = new ArrayList<>();
    for (StudyRow row : rows) {
      overall
          .avg(row.checkpoint().scores())
          .filter(avg -> Double.isFinite(avg.mean()))
          .ifPresent(avg -> scored.add(new Scored(row, avg)));
    }
    return scored;
  }

  private String size() {
    long checkpoints =
        study.rows().stream()
            .filter(row -> row.run().isPresent() && !row.checkpoint().evaluation().isEmpty())
            .count();
    long trials =
        study.rows().stream()
            .flatMap(row -> row.checkpoint().scores().values().stream())
            .mapToLong(List::size)
            .sum();
    List<String> tasks = ScoreTable.tasks(study, overall).stream().map(ScoreTable::title).toList();
    return "%s and %s so far, and %s on %s."
        .formatted(
            counted(study.runs().size(), "pretraining"),
            counted(checkpoints, "evaluated checkpoint"),
            counted(trials, "fine-tuned model"),
            tasks.isEmpty() ? "no task" : String.join(", ", tasks));
  }

  private static String counted(long number, String what) {
    return Numbers.grouped(number) + " " + what + (number == 1 ? "" : "s");
  }

  private String best(Scored best) {
    String text =
        "The best row is %s with an %s of %s."
            .formatted(best.row().name(), overall.avgName(), best.avg().text());
    Optional<Scored> random =
        scored().stream().filter(row -> row.row().run().isEmpty()).findFirst();
    return text
        + random
            .map(
                row -> " That is " + difference(best.avg(), row.avg(), "fine-tuned random weights"))
            .orElse("");
  }

  /** Such as {@code 12.3 points above X (55.1 against 42.8; Welch's t test: p < 0.001).} */
  private static String difference(SampleSummary ours, SampleSummary other, String name) {
    MeanComparison c = MeanComparison.of(ours, other, ANY_MARGIN, CONFIDENCE);
    String p = MeanComparison.text(c.pValue());
    String test =
        !c.isTested()
            ? "no spread over seeds to test against"
            : "Welch's t test: p %s%s"
                .formatted(
                    p.startsWith("<") ? p.replace("<", "< ") : "= " + p,
                    c.differs(CONFIDENCE) ? "" : ", no significant difference");
    return String.format(
        Locale.ROOT,
        "%.1f points %s %s (%.1f against %.1f; %s).",
        Math.abs(c.difference()),
        c.difference() < 0 ? "below" : "above",
        name,
        ours.mean(),
        other.mean(),
        test);
  }

  /** The best row beside what the study printed of its own whole pretraining. */
  private Optional<String> published(Scored best, PublishedResults published) {
    String name = published.electraSmall().get(published.electraSmall().size() - 1);
    return published.rows().stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .flatMap(overall::avg)
        .map(
            avg ->
                String.format(
                    Locale.ROOT,
                    "The published row \"%s\" has %.1f%s; %s has %.1f.",
                    name,
                    avg.mean(),
                    overall.isWhole() ? "" : " on the same tasks",
                    best.row().name(),
                    best.avg().mean()));
  }

  /** The first and the last checkpoint of the longest run. */
  private Optional<String> training() {
    for (RunResults run : study.runs()) {
      List<Scored> rows =
          scored().stream().filter(r -> r.row().run().equals(Optional.of(run))).toList();
      if (rows.size() > 1) {
        Scored first = rows.get(0);
        Scored last = rows.get(rows.size() - 1);
        return Optional.of(
            "More pretraining: %s is %s"
                .formatted(
                    last.row().name(), difference(last.avg(), first.avg(), first.row().name())));
      }
    }
    return Optional.empty();
  }

  /** Whether larger generators hurt, in scores and in the discriminator's AUC. */
  private List<String> generators() {
    List<StudyRow> rows = GeneratorTable.rows(study);
    long widths =
        rows.stream()
            .mapToDouble(row -> row.run().orElseThrow().generatorSize())
            .distinct()
            .count();
    if (widths < 2) {
      return List.of();
    }
    List<String> sentences = new ArrayList<>();
    String share = Numbers.percent(GeneratorTable.share(study));
    List<Scored> scored = scored(rows);
    if (scored.size() > 1) {
      Scored best = scored.stream().max(BY_MEAN).orElseThrow();
      Scored largest = scored.get(scored.size() - 1);
      sentences.add(
          best == largest
              ? "Generators at %s of the steps: the largest one (%s of the discriminator's width) has the best %s, %s; a larger generator does not hurt here."
                  .formatted(share, width(largest.row()), overall.avgName(), best.avg().text())
              : "Generators at %s of the steps: the best width is %s of the discriminator's; the largest, %s, is %s"
                  .formatted(
                      share,
                      width(best.row()),
                      width(largest.row()),
                      difference(largest.avg(), best.avg(), "it in " + overall.avgName())));
    }
    List<StudyRow> measured =
        rows.stream().filter(r -> r.checkpoint().measure(RunResults.AUC).isPresent()).toList();
    if (measured.size() > 1) {
      StudyRow smallest = measured.get(0);
      StudyRow largest = measured.get(measured.size() - 1);
      sentences.add(
          "From the smallest generator to the largest (%s to %s), its accuracy on held-out text goes from %s to %s %%, and the discriminator's AUC from %s to %s."
              .formatted(
                  width(smallest),
                  width(largest),
                  accuracy(smallest),
                  accuracy(largest),
                  auc(smallest),
                  auc(largest)));
    }
    return sentences;
  }

  private static String width(StudyRow row) {
    return Numbers.percent(Numbers.percentOf(row.run().orElseThrow().generatorSize()));
  }

  private static String accuracy(StudyRow row) {
    return Numbers.fixed(
        100 * row.checkpoint().measure(RunResults.GENERATOR_ACCURACY).orElse(Double.NaN), 1);
  }

  private static String auc(StudyRow row) {
    return Numbers.fixed(row.checkpoint().measure(RunResults.AUC).orElse(Double.NaN), 3);
  }

  private List<String> collapses() {
    List<String> sentences = new ArrayList<>();
    List<String> healthy = new ArrayList<>();
    for (RunResults run : study.runs()) {
      if (run.curves().containsKey(RunResults.AUC)) {
        String name =
            "%s (generator %s)"
                .formatted(run.name(), Numbers.percent(Numbers.percentOf(run.generatorSize())));
        run.collapse()
            .ifPresentOrElse(
                collapse -> sentences.add(name + ": " + collapse.text() + "."),
                () -> healthy.add(name));
      }
    }
    if (!healthy.isEmpty()) {
      sentences.add("No collapse of the discriminator: " + String.join(", ", healthy) + ".");
    }
    return sentences;
  }
}
