package org.electra4j.io;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a long piece of work has come, with rate and time left, on standard error: a bar on a
 * terminal, a line every ten seconds elsewhere. Work that is done sooner leaves no line.
 */
public final class WorkProgress implements AutoCloseable {
  private static final Duration ON_A_TERMINAL = Duration.ofMillis(250);
  private static final Duration ELSEWHERE = Duration.ofSeconds(10);
  private static final Duration TIMER_JITTER = Duration.ofSeconds(1);
  private static final int LINE_LENGTH = 100;

  private final ProgressBar bar;
  private long lastLine = System.nanoTime();

  /**
   * Starts to show progress.
   *
   * @param task what is being done, a few words
   * @param total how many units there are
   * @param unit the name of a thousand or a million units, such as {@code MB}
   * @param unitSize how many units that is
   */
  public WorkProgress(String task, long total, String unit, long unitSize) {
    boolean terminal = System.console() != null;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(unit, unitSize)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis((int) (terminal ? ON_A_TERMINAL : ELSEWHERE).toMillis())
            .showSpeed()
            .setConsumer(
                terminal
                    ? new ConsoleProgressBarConsumer(System.err)
                    : new DelegatingProgressBarConsumer(this::printLine, LINE_LENGTH))
            .build();
  }

  /** Says that {@code done} units are done. */
  public void stepTo(long done) {
    bar.stepTo(done);
  }

  /** Says something beside the numbers. */
  public void note(String text) {
    bar.setExtraMessage(text);
  }

  @Override
  public void close() {
    bar.close();
  }

  /** The library also prints at the start and twice at the end, whatever the interval. */
  private synchronized void printLine(String line) {
    long now = System.nanoTime();
    if (now - lastLine >= ELSEWHERE.minus(TIMER_JITTER).toNanos()) {
      System.err.println(line);
      lastLine = now;
    }
  }
}
