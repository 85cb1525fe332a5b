package org.electra4j.data;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;

/** The jobs of a build on as many threads as there are cores. */
final class ParallelJobs {
  private ParallelJobs() {}

  /** Reads its part of a corpus; asks {@link #requireNotCancelled} now and then. */
  interface Job {
    void run() throws IOException;
  }

  /**
   * Runs jobs to their ends; the first that fails ends the others.
   *
   * @throws BadInputException if the corpus cannot be read
   * @throws InterruptedException if the caller's thread is interrupted
   */
  static void run(List<? extends Job> jobs) throws InterruptedException {
    int threads = Math.min(jobs.size(), Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      ExecutorCompletionService<Void> completion = new ExecutorCompletionService<>(pool);
      for (Job job : jobs) {
        completion.submit(
            () -> {
              job.run();
              return null;
            });
      }
      for (int i = 0; i < jobs.size(); i++) {
        completion.take().get();
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      pool.shutdownNow();
      // What they write must be at rest before it is deleted.
      while (!pool.awaitTermination(1, TimeUnit.SECONDS)) {}
    }
  }

  /** Ends a job when another has failed. */
  static void requireNotCancelled() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("another job failed");
    }
  }

  private static RuntimeException failure(Throwable cause) {
    if (cause instanceof IOException e) {
      return new BadInputException("cannot read the corpus: " + AtomicFiles.reason(e), e);
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause;
  }
}
