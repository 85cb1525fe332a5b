package org.electra4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.electra4j.cluster.Workers;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.io.Json;
import org.electra4j.pretraining.PretrainingRun;

/**
 * A tiny pretraining on workers, in which worker 1 fails once.
 *
 * @param failAfter steps of the first attempt; 0 to let it succeed
 * @param kill whether the process ends, instead of an exception
 */
record TinyProgram(String dataDir, String hparams, int failAfter, boolean kill)
    implements WorkerProgram {
  @Override
  public long run(Workers workers, BooleanSupplier cancelled) {
    AtomicInteger steps = new AtomicInteger();
    return PretrainingRun.train(
            PretrainingConfig.of("tiny", Path.of(dataDir), Json.parse(hparams, "hparams")),
            workers,
            why -> {
              throw new AssertionError(why);
            },
            first -> {
              note("started at " + first);
              return (step, result) -> {};
            },
            () -> {
              if (workers.index() == 1 && steps.incrementAndGet() == failAfter && isFirst()) {
                fail();
              }
              return cancelled.getAsBoolean();
            })
        .lastStep();
  }

  private boolean isFirst() {
    try {
      Files.createFile(Path.of(dataDir, "failed"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void fail() {
    if (kill) {
      Runtime.getRuntime().halt(1);
    }
    throw new IllegalStateException("fails for the test");
  }

  /** Adds a line to the notes of all attempts. */
  private void note(String line) {
    try {
      Files.writeString(
          notes(dataDir), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path notes(String dataDir) {
    return Path.of(dataDir, "notes");
  }
}
