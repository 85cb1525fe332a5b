package org.electra4j.cluster;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ends what TensorFlow's own deadlines do not end: a call into native code cannot be interrupted,
 * and some of its waits have no deadline (a leader that is gone before the first step).
 */
final class Watchdog implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;
  private final Consumer<String> lastResort;

  /**
   * Starts the clock's thread.
   *
   * @param lastResort ends the process, with the message that it is given
   */
  Watchdog(Consumer<String> lastResort) {
    this.lastResort = lastResort;
    this.timer = timer("watchdog");
  }

  /** One thread that does things at their times and does not keep the process alive. */
  static ScheduledThreadPoolExecutor timer(String name) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** Work that has to be done in time; closed when it is. */
  interface Limit extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Calls the last resort unless the limit is closed in time.
   *
   * @param message for it
   */
  Limit within(Duration time, String message) {
    Future<?> end =
        timer.schedule(() -> lastResort.accept(message), time.toMillis(), TimeUnit.MILLISECONDS);
    return () -> end.cancel(false);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
