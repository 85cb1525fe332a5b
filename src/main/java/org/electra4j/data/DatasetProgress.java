package org.electra4j.data;

import java.util.Locale;
import org.electra4j.io.WorkProgress;

/**
 * Shows how far a build has come. Counts bytes of text where their number is known beforehand, and
 * else archives.
 */
public final class DatasetProgress implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 200;
  private static final long MEGABYTE = 1_000_000;

  private final BuildProgress progress;
  private final String examples;
  private final boolean countBytes;
  private final WorkProgress shown;
  private final Thread thread;

  /**
   * Starts to show it.
   *
   * @param examples the name of what is made: examples, or documents
   */
  public DatasetProgress(BuildProgress progress, Corpus corpus, String examples) {
    this.progress = progress;
    this.examples = examples;
    this.countBytes = corpus.textBytes().isPresent();
    this.shown =
        countBytes
            ? new WorkProgress("Building", corpus.textBytes().getAsLong(), "MB", MEGABYTE)
            : new WorkProgress("Building", corpus.files().size(), " archives", 1);
    this.thread = new Thread(this::follow, "progress");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
    show();
    shown.close();
  }

  private void follow() {
    try {
      while (true) {
        Thread.sleep(INTERVAL_MILLIS);
        show();
      }
    } catch (InterruptedException e) {
      // The build is over.
    }
  }

  private void show() {
    shown.stepTo(countBytes ? progress.textBytes() : progress.files());
    shown.note(String.format(Locale.ROOT, " %,d %s", progress.examples(), examples));
  }
}
