package org.electra4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.electra4j.cluster.Workers;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.io.Json;
import org.electra4j.pretraining.PretrainingRun;

/** A process that trains with others and dies after a step, before it agrees on the next. */
final class DyingWorker {
  private static final int KILLED = 137;

  private DyingWorker() {}

  /** The arguments of {@code java} for it. */
  static List<String> command(
      Path dataDir, String name, ObjectNode hparams, List<String> addresses, int index, int steps) {
    return List.of(
        DyingWorker.class.getName(),
        dataDir.toString(),
        name,
        hparams.toString(),
        String.join(",", addresses),
        Integer.toString(index),
        Integer.toString(steps));
  }

  public static void main(String[] args) {
    int last = Integer.parseInt(args[5]);
    // Asked before the first step too.
    AtomicInteger steps = new AtomicInteger(-1);
    PretrainingRun.train(
        PretrainingConfig.of(args[1], Path.of(args[0]), Json.parse(args[2], "hparams")),
        Workers.of(Workers.parse(args[3]), Integer.parseInt(args[4])),
        why -> {
          throw new AssertionError(why);
        },
        first -> (step, result) -> {},
        () -> {
          if (steps.incrementAndGet() == last) {
            Runtime.getRuntime().halt(KILLED);
          }
          return false;
        });
  }
}
