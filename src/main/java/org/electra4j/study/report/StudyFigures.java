package org.electra4j.study.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.electra4j.finetuning.results.PublishedResults;
import org.electra4j.finetuning.results.PublishedRow;
import org.electra4j.study.chart.Figure;

/** The study's figures; those without data are left out. */
final class StudyFigures {
  private static final double PUBLISHED_GENERATOR = 0.25;
  private static final double GUESSING = 0.5;

  private StudyFigures() {}

  static List<Figure> of(StudyResults study, Overall overall, PublishedResults published) {
    List<Figure> figures = new ArrayList<>();
    figures.add(scores(study, overall, published));
    figures.add(
        byGenerator(
            study,
            "figure2-generator-accuracy",
            "Figure 2a: generator accuracy",
            "Share of masked tokens that the generator's first choice names, on training batches, by the width of the generator.",
            RunResults.GENERATOR_ACCURACY));
    figures.add(
        byGenerator(
            study,
            "figure2-discriminator-auc",
            "Figure 2b: discriminator AUC",
            "On training batches, by the width of the generator; 0.5 is guessing.",
            RunResults.AUC));
    longest(study).ifPresent(run -> figures.addAll(overSteps(run)));
    return figures.stream().filter(figure -> !figure.lines().isEmpty()).toList();
  }

  private static Figure scores(StudyResults study, Overall overall, PublishedResults published) {
    List<Figure.Line> lines = new ArrayList<>();
    for (RunResults run : study.runs()) {
      SortedMap<Double, Double> points = new TreeMap<>();
      for (CheckpointResults at : run.checkpoints()) {
        overall
            .avg(at.scores())
            .filter(avg -> Double.isFinite(avg.mean()))
            .ifPresent(avg -> points.put(at.percent(), avg.mean()));
      }
      if (!points.isEmpty()) {
        lines.add(Figure.Line.measured(run.name(), points));
      }
    }
    if (lines.isEmpty()) {
      return new Figure("figure1-scores", "", "", "", List.of());
    }
    SortedMap<Double, Double> theirs = new TreeMap<>();
    for (PublishedRow row : published.rows()) {
      if (row.generatorSize().equals(Optional.of(PUBLISHED_GENERATOR))) {
        overall.avg(row).ifPresent(avg -> theirs.put(row.share().orElseThrow(), avg.mean()));
      }
    }
    lines.add(Figure.Line.reference("published study", theirs));
    study
        .random()
        .flatMap(random -> overall.avg(random.scores()))
        .filter(avg -> Double.isFinite(avg.mean()))
        .ifPresent(
            avg ->
                lines.add(
                    Figure.Line.reference(
                        StudyResults.RANDOM,
                        new TreeMap<>(Map.of(0.0, avg.mean(), 100.0, avg.mean())))));
    return new Figure(
        "figure1-scores",
        "Scores by share of pretraining",
        overall.avgName()
            + (overall.isWhole() ? "" : " (" + overall.taskNames() + ")")
            + ", mean over seeds.",
        "% of steps",
        lines);
  }

  private static Figure byGenerator(
      StudyResults study, String id, String title, String caption, String tag) {
    List<Figure.Line> lines = new ArrayList<>();
    study.runs().stream()
        .filter(run -> run.curves().containsKey(tag))
        .sorted(Comparator.comparingDouble(RunResults::generatorSize))
        .forEach(
            run ->
                lines.add(
                    Figure.Line.curve(
                        "%s (%s)"
                            .formatted(
                                Numbers.percent(Numbers.percentOf(run.generatorSize())),
                                run.name()),
                        run.curves().get(tag))));
    if (tag.equals(RunResults.AUC) && !lines.isEmpty()) {
      lines.add(level(lines));
    }
    return new Figure(id, title, caption, "step", lines);
  }

  private static Figure.Line level(List<Figure.Line> lines) {
    double last = lines.stream().mapToDouble(line -> line.points().lastKey()).max().orElseThrow();
    double first = lines.stream().mapToDouble(line -> line.points().firstKey()).min().orElseThrow();
    return Figure.Line.reference(
        "guessing", new TreeMap<>(Map.of(first, GUESSING, last, GUESSING)));
  }

  /** The run that got furthest; the first of several. */
  private static Optional<RunResults> longest(StudyResults study) {
    return study.runs().stream()
        .filter(run -> !run.curves().isEmpty())
        .max(Comparator.comparingLong(StudyFigures::lastStep));
  }

  private static long lastStep(RunResults run) {
    return run.curves().values().stream().mapToLong(SortedMap::lastKey).max().orElse(0);
  }

  private static List<Figure> overSteps(RunResults run) {
    return List.of(
        overSteps(run, "generator-loss", "generator loss", "masked_lm_loss"),
        overSteps(run, "generator-accuracy", "generator accuracy", RunResults.GENERATOR_ACCURACY),
        overSteps(run, "discriminator-loss", "discriminator loss", "disc_loss"),
        overSteps(run, "discriminator-auc", "discriminator AUC", RunResults.AUC));
  }

  private static Figure overSteps(RunResults run, String id, String what, String metric) {
    List<Figure.Line> lines = new ArrayList<>();
    if (run.curves().containsKey(metric)) {
      lines.add(Figure.Line.curve("training batches", run.curves().get(metric)));
    }
    SortedMap<Double, Double> heldOut = new TreeMap<>();
    for (CheckpointResults at : run.checkpoints()) {
      at.measure("step")
          .ifPresent(step -> at.measure(metric).ifPresent(value -> heldOut.put(step, value)));
    }
    if (!heldOut.isEmpty()) {
      lines.add(Figure.Line.measured("held-out text", heldOut));
    }
    return new Figure(
        "figure3-" + id,
        "Figure 3: " + what,
        "Of the run " + run.name() + ", over its steps.",
        "step",
        lines);
  }
}
