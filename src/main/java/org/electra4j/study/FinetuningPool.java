package org.electra4j.study;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Works on several fine-tunings at once. */
final class FinetuningPool {
  private FinetuningPool() {}

  /**
   * Hands each unit to one of some threads, in their order.
   *
   * @param work done with a unit; what it throws goes into the result
   * @param stop when it says so, no further unit is begun
   * @return the exceptions of the units that failed, by their names
   */
  static Map<String, RuntimeException> run(
      List<FinetuningUnit> units, int threads, Consumer<FinetuningUnit> work, BooleanSupplier stop)
      throws InterruptedException {
    Map<String, RuntimeException> failures = new ConcurrentSkipListMap<>();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (FinetuningUnit unit : units) {
        pool.execute(
            () -> {
              try {
                if (!stop.getAsBoolean()) {
                  work.accept(unit);
                }
              } catch (RuntimeException e) {
                failures.put(unit.name(), e);
              }
            });
      }
    } finally {
      pool.shutdown();
      while (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
        // TensorFlow's steps cannot be interrupted; stop ends them.
      }
    }
    return new TreeMap<>(failures);
  }
}
