package org.electra4j.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
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

  /** Who has ended: their machines answer, but nobody listens at their ports any more. */
  List<String> gone() {
    return those(Peers::refuses);
  }

  static String doNotAnswer(List<String> missing) {
    return String.join(", ", missing) + (missing.size() == 1 ? " does" : " do") + " not answer";
  }

  private List<String> silent() {
    return those(address -> !listens(address));
  }

  private List<String> those(Predicate<String> of) {
    List<String> those = new ArrayList<>();
    for (int i = 0; i < workers.number(); i++) {
      String address = workers.addresses().get(i);
      if (i != workers.index() && of.test(address)) {
        those.add("worker %d (%s)".formatted(i, address));
      }
    }
    return those;
  }

  private static boolean listens(String address) {
    try {
      connect(address);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false; // not yet there, or a name that is not known
    }
  }

  private static boolean refuses(String address) {
    try {
      connect(address);
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false; // a network's trouble, which may pass
    }
  }

  private static void connect(String address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(Workers.host(address), Workers.port(address)), CONNECT_MILLIS);
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
