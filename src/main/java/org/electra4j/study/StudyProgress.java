package org.electra4j.study;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.electra4j.finetuning.results.FinetuningResults;
import org.electra4j.finetuning.results.TaskScores;
import org.electra4j.metrics.Scorer;
import org.electra4j.study.plan.Share;
import org.electra4j.training.ProgressFormat;

/**
 * Tells how far a study is, with the time that is left: what was estimated for the rest, corrected
 * by how the estimates for the same kind of work turned out so far. Safe for use by several
 * threads.
 */
final class StudyProgress {
  private static final double NANOS = 1e9;
  private static final double INTERVAL_SECONDS = 30;

  /** Before so much of the estimated time was worked off, the estimate stays as it is. */
  private static final double ENOUGH_SECONDS = 5;

  private final Map<String, StudyPart> parts = new LinkedHashMap<>();
  private final Consumer<String> out;
  private final LongSupplier clock;
  private final long start;

  /** How much of a part is done now, and was when this process began with it. */
  private final Map<String, Double> done = new HashMap<>();

  private final Map<String, Double> doneBefore = new HashMap<>();
  private final Map<String, Long> stageStart = new HashMap<>();
  private long lastLine;

  /**
   * @param parts of the study
   * @param out takes lines
   * @param clock in nanoseconds
   */
  StudyProgress(List<StudyPart> parts, Consumer<String> out, LongSupplier clock) {
    parts.forEach(part -> this.parts.put(part.name(), part));
    this.out = out;
    this.clock = clock;
    this.start = clock.getAsLong();
    this.lastLine = start;
    parts.stream()
        .filter(StudyPart::isDone)
        .forEach(
            part -> {
              done.put(part.name(), 1.0);
              doneBefore.put(part.name(), 1.0);
            });
  }

  /** A kind of work begins. */
  synchronized void stage(String kind) {
    stageStart.put(kind, clock.getAsLong());
  }

  /** Says something beside the numbers. */
  synchronized void say(String line) {
    out.accept(line);
  }

  /** A pretraining has done so many steps. */
  synchronized void pretraining(String run, long step, Map<String, Double> losses) {
    reached(run, step);
    if (isTime()) {
      line(
          String.format(
              Locale.ROOT,
              "%s: step %,d of %,d, loss %.3f",
              run,
              step,
              parts.get(run).steps(),
              losses.get("total_loss")));
    }
  }

  /** A checkpoint was kept and evaluated. */
  synchronized void kept(String run, double share, Map<String, Double> metrics) {
    StringBuilder text = new StringBuilder(run + "@" + Share.text(share) + ": kept");
    metrics.forEach(
        (name, value) -> {
          if (name.equals("disc_auc") || name.equals("masked_lm_accuracy")) {
            text.append(String.format(Locale.ROOT, ", %s %.3f", name, value));
          }
        });
    line(text.toString());
  }

  /** A unit has done so many steps, those of all trials. */
  synchronized void finetuning(FinetuningUnit unit, long steps) {
    reached(unit.name(), steps);
    if (isTime()) {
      line(
          String.format(
              Locale.ROOT,
              "%s: step %,d of %,d",
              unit.name(),
              steps,
              parts.get(unit.name()).steps()));
    }
  }

  /** A trial of a unit was evaluated. */
  synchronized void trial(FinetuningUnit unit, FinetuningResults results) {
    int trial = results.trials().size();
    TaskScores scores = results.trials().get(trial - 1).main().get(unit.task());
    line(unit.name() + ", trial " + trial + ": " + Scorer.text(scores.results()));
  }

  /** A part is done. */
  synchronized void finished(String part) {
    done.put(part, 1.0);
  }

  private void reached(String part, long steps) {
    double share = Math.min(1, (double) steps / Math.max(1, parts.get(part).steps()));
    doneBefore.putIfAbsent(part, share);
    done.put(part, share);
  }

  private boolean isTime() {
    return (clock.getAsLong() - lastLine) / NANOS >= INTERVAL_SECONDS;
  }

  private void line(String text) {
    lastLine = clock.getAsLong();
    double all = parts.values().stream().mapToDouble(StudyPart::seconds).sum();
    double left = parts.values().stream().mapToDouble(this::left).sum();
    out.accept(
        String.format(
            Locale.ROOT,
            "[%5.1f %%, %s so far, about %s left] %s",
            100 * (1 - left / Math.max(all, Double.MIN_NORMAL)),
            ProgressFormat.time((lastLine - start) / NANOS),
            ProgressFormat.time(secondsLeft()),
            text));
  }

  private double left(StudyPart part) {
    return part.seconds() * (1 - done.getOrDefault(part.name(), 0.0));
  }

  /** Seconds until the end of the study. */
  synchronized double secondsLeft() {
    double seconds = 0;
    for (String kind : List.of(StudyPart.PRETRAINING, StudyPart.FINETUNING)) {
      double left = 0;
      double worked = 0;
      for (StudyPart part : parts.values()) {
        if (part.kind().equals(kind)) {
          left += left(part);
          double before = doneBefore.getOrDefault(part.name(), 0.0);
          worked += part.seconds() * (done.getOrDefault(part.name(), 0.0) - before);
        }
      }
      seconds += left * slowness(kind, worked);
    }
    return seconds;
  }

  /** Real seconds for an estimated one. */
  private double slowness(String kind, double worked) {
    if (worked < ENOUGH_SECONDS) {
      return 1;
    }
    return (clock.getAsLong() - stageStart.get(kind)) / NANOS / worked;
  }
}
