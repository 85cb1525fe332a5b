package org.electra4j.cli;

import java.util.Locale;
import java.util.OptionalLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.electra4j.data.BuildProgress;
import org.electra4j.data.Corpus;

/**
 * Shows how far a build has come, on standard error: a bar on a terminal, a line every ten seconds
 * elsewhere. Counts bytes of text where their number is known beforehand, else archives.
 */
final class DatasetProgress implements AutoCloseable {
  private static final long LINE_INTERVAL_MILLIS = 10_000;
  private static final long BAR_INTERVAL_MILLIS = 200;

  private final BuildProgress progress;
  private final OptionalLong textBytes;
  private final int files;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private final Thread thread;

  private DatasetProgress(BuildProgress progress, Corpus corpus) {
    this.progress = progress;
    this.textBytes = corpus.textBytes();
    this.files = corpus.files().size();
    this.terminal = System.console() != null;
    this.thread = new Thread(terminal ? this::showBar : this::showLines, "progress");
    thread.setDaemon(true);
  }

  static DatasetProgress start(BuildProgress progress, Corpus corpus) {
    DatasetProgress shown = new DatasetProgress(progress, corpus);
    shown.thread.start();
    return shown;
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private void showLines() {
    try {
      while (true) {
        Thread.sleep(LINE_INTERVAL_MILLIS);
        System.err.println(line((System.nanoTime() - start) / 1e9));
      }
    } catch (InterruptedException e) {
      // The build is over.
    }
  }

  /** One plain line after that many seconds. */
  private String line(double seconds) {
    double fraction = (double) done() / Math.max(1, total());
    return String.format(
        Locale.ROOT,
        "%5.1f%%  %d/%d files  %.1f MB of text  %.2f MB/s  %,d examples  elapsed %ds  ETA %s",
        100 * fraction,
        progress.files(),
        files,
        progress.textBytes() / 1e6,
        progress.textBytes() / 1e6 / seconds,
        progress.examples(),
        (long) seconds,
        fraction > 0 ? (long) (seconds / fraction - seconds) + "s" : "unknown");
  }

  private void showBar() {
    try (ProgressBar bar = bar()) {
      while (true) {
        Thread.sleep(BAR_INTERVAL_MILLIS);
        bar.stepTo(done());
        bar.setExtraMessage(String.format(Locale.ROOT, " %,d examples", progress.examples()));
      }
    } catch (InterruptedException e) {
      // The build is over.
    }
  }

  private ProgressBar bar() {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName("Building")
            .setInitialMax(total())
            .setStyle(ProgressBarStyle.ASCII)
            .showSpeed();
    if (textBytes.isPresent()) {
      builder.setUnit(" MB", 1_000_000);
    } else {
      builder.setUnit(" archives", 1);
    }
    return builder.build();
  }

  private long done() {
    return textBytes.isPresent() ? progress.textBytes() : progress.files();
  }

  private long total() {
    return textBytes.orElse(files);
  }
}
