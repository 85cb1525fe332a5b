package org.electra4j.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Workers as threads of the test's process, each with a TensorFlow server of its own. */
public final class WorkerThreads {
  private static final long PATIENCE_SECONDS = 100;

  private WorkerThreads() {}

  /**
   * Does the same on several threads at once.
   *
   * @param work of the thread of that index
   * @return what they gave, in their order
   * @throws RuntimeException the first that a thread threw
   */
  public static <T> List<T> run(int number, IntFunction<T> work)
      throws InterruptedException, TimeoutException {
    ExecutorService threads = Executors.newFixedThreadPool(number);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        int index = i;
        running.add(threads.submit(() -> work.apply(index)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> thread : running) {
        results.add(thread.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException own ? own : new IllegalStateException(e);
    } finally {
      threads.shutdown();
    }
  }
}
