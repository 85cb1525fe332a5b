package org.electra4j.cluster;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks after the other workers while a run waits for them. TensorFlow tells of a worker that ends
 * only to those who have a call open to it just then: whoever waits for it to fetch something waits
 * until the timeout.
 */
final class PeerWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 1000;

  private final ScheduledThreadPoolExecutor thread;
  private final Peers peers;
  private final Consumer<String> lost;

  /**
   * Starts the thread that looks.
   *
   * @param lost told once a run who is gone, on that thread
   */
  PeerWatch(Peers peers, Consumer<String> lost) {
    this.peers = peers;
    this.lost = lost;
    this.thread = Watchdog.timer("peer-watch");
  }

  /** Looks every second from now on until what this gives is closed; then nobody is told more. */
  Watchdog.Limit during() {
    Look look = new Look();
    Future<?> looking =
        thread.scheduleWithFixedDelay(look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return () -> {
      looking.cancel(false);
      look.end();
    };
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** The looks during one run. */
  private final class Look implements Runnable {
    private List<String> before = List.of();
    private boolean over;

    @Override
    public void run() {
      if (isOver()) {
        return;
      }
      List<String> gone = peers.gone();
      // Twice, for one refusal may be a network's.
      List<String> still = gone.stream().filter(before::contains).toList();
      before = gone;
      if (!still.isEmpty()) {
        tell(Peers.doNotAnswer(still));
      }
    }

    private synchronized boolean isOver() {
      return over;
    }

    private synchronized void tell(String still) {
      if (!over) {
        over = true;
        lost.accept(still);
      }
    }

    /** Waits for who is being told: sessions may be closed only after that. */
    private synchronized void end() {
      over = true;
    }
  }
}
