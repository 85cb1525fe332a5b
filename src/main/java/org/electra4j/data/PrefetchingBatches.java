package org.electra4j.data;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongFunction;

/**
 * Batches of consecutive steps, made by one thread ahead of their use. What makes them must be a
 * function of the step alone. One consumer at a time.
 */
public final class PrefetchingBatches implements AutoCloseable {
  /** A batch, or the reason why there is none. */
  private record Result(MaskedInputs batch, Throwable failure) {}

  private final BlockingQueue<Result> queue;
  private final Thread thread;
  private Throwable failure;

  /**
   * Starts at once.
   *
   * @param batchOfStep makes the batch of a step
   * @param firstStep the step of the first batch
   * @param capacity batches that wait at most
   */
  public PrefetchingBatches(LongFunction<MaskedInputs> batchOfStep, long firstStep, int capacity) {
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.thread = new Thread(() -> produce(batchOfStep, firstStep), "batches");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * The batch of the next step, waiting for it if need be.
   *
   * @throws RuntimeException what went wrong when the batch was made, {@link
   *     org.electra4j.io.BadInputException} for bad records; every later call throws it too
   * @throws InterruptedException if the caller's thread is interrupted
   */
  public MaskedInputs next() throws InterruptedException {
    if (failure == null) {
      Result result = queue.take();
      if (result.failure == null) {
        return result.batch;
      }
      failure = result.failure;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  /** Stops the thread. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void produce(LongFunction<MaskedInputs> batchOfStep, long firstStep) {
    try {
      Result result = make(batchOfStep, firstStep);
      for (long step = firstStep + 1; result.failure == null; step++) {
        queue.put(result);
        result = make(batchOfStep, step);
      }
      queue.put(result);
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private static Result make(LongFunction<MaskedInputs> batchOfStep, long step) {
    try {
      return new Result(batchOfStep.apply(step), null);
    } catch (RuntimeException | Error e) {
      return new Result(null, e);
    }
  }
}
