package org.electra4j.training;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far training or evaluation is: a bar with rate, time left and losses on a terminal, the
 * original's lines elsewhere. Rate and time left count this run's steps only, so they are right
 * after a resume.
 */
public abstract class Progress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

  private Progress() {}

  /**
   * Starts the clock.
   *
   * @param name what is being done, in a word
   * @param stepsDone steps done before
   * @param totalSteps steps to be done in all, those done before included
   * @param logSteps steps between lines off a terminal; the last step has one in any case
   */
  public static Progress start(String name, long stepsDone, long totalSteps, long logSteps) {
    return System.console() == null
        ? new Lines(stepsDone, totalSteps, logSteps, LOG::info, System::nanoTime)
        : new Bar(name, stepsDone, totalSteps, new ConsoleProgressBarConsumer(System.err));
  }

  /**
   * Shows that a step is done.
   *
   * @param step steps done in all, this one included
   * @param losses by name, in the order to be shown
   */
  public abstract void update(long step, Map<String, Double> losses);

  @Override
  public abstract void close();

  /** Plain lines for files and pipes. */
  static final class Lines extends Progress {
    private static final double NANOS = 1e9;

    private final long stepsDone;
    private final long totalSteps;
    private final long logSteps;
    private final Consumer<String> out;
    private final LongSupplier clock;
    private final long startNanos;

    Lines(
        long stepsDone,
        long totalSteps,
        long logSteps,
        Consumer<String> out,
        LongSupplier clockNanos) {
      this.stepsDone = stepsDone;
      this.totalSteps = totalSteps;
      this.logSteps = logSteps;
      this.out = out;
      this.clock = clockNanos;
      this.startNanos = clockNanos.getAsLong();
    }

    @Override
    public void update(long step, Map<String, Double> losses) {
      if (step % logSteps == 0 || step == totalSteps) {
        double elapsed = Math.max(1, clock.getAsLong() - startNanos) / NANOS;
        out.accept(ProgressFormat.line(step, totalSteps, step - stepsDone, elapsed, losses));
      }
    }

    @Override
    public void close() {
      // Every line is out already.
    }
  }

  /** A bar that is drawn anew in its place. */
  static final class Bar extends Progress {
    private static final int REDRAW_MILLIS = 500;

    private final ProgressBar bar;

    Bar(String name, long stepsDone, long totalSteps, ProgressBarConsumer out) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(REDRAW_MILLIS)
              .setInitialMax(totalSteps)
              .startsFrom(stepsDone, Duration.ZERO)
              .showSpeed()
              .setConsumer(out)
              .build();
    }

    @Override
    public void update(long step, Map<String, Double> losses) {
      bar.setExtraMessage(" " + ProgressFormat.values(losses));
      bar.stepTo(step);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
