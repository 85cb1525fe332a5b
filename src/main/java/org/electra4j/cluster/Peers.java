package org.electra4j.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks at the addresses of all workers whether somebody listens there. */
final class Peers {
  private static final Logger log = LoggerFactory.getLogger(Peers.class);
  private static final int CONNECT_MILLIS = 2000;
  private static final long PAUSE_MILLIS = 100;

  private final Workers workers;

  Peers(Workers workers) {
    this.workers = workers;
  }

  /**
   * Waits until all listen. Before that no collective may run: TensorFlow waits for its leader
   * without any deadline.
   *
   * @throws WorkersLostException naming who is missing after the timeout
   */
  void await() {
    long deadline = System.nanoTime() + workers.timeout().toNanos();
    List<String> missing = silent();
    if (!missing.isEmpty()) {
      log.info("waiting for {}", String.join(", ", missing));
    }
    while (!missing.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new WorkersLostException(
            "worker %d of %d waited %d s for the others to start, in vain: %s"
                .formatted(
                    workers.index(),
                    workers.number(),
                    workers.timeout().toSeconds(),
                    doNotAnswer(missing)));
      }
      pause();
      missing = silent();
    }
  }

  /** Who does not answer, in words; a process that was stopped but not ended still does. */
  String lost() {
    List<String> missing = silent();
    return missing.isEmpty()
        ? "all workers are there, so one of them is stalled or has failed in itself"
        : doNotAnswer(missing);
  }

  private static String doNotAnswer(List<String> missing) {
    return String.join(", ", missing) + (missing.size() == 1 ? " does" : " do") + " not answer";
  }

  private List<String> silent() {
    List<String> silent = new ArrayList<>();
    for (int i = 0; i < workers.number(); i++) {
      String address = workers.addresses().get(i);
      if (i != workers.index() && !listens(address)) {
        silent.add("worker %d (%s)".formatted(i, address));
      }
    }
    return silent;
  }

  private static boolean listens(String address) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(Workers.host(address), Workers.port(address)), CONNECT_MILLIS);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false; // not yet there, or a name that is not known
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkersLostException("interrupted while waiting for other workers", e);
    }
  }
}
