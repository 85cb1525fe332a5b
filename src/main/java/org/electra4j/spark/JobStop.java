package org.electra4j.spark;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Passes a request to stop from the driver to the tasks of the jobs that the calling thread starts.
 * Spark's cancelling is the way: it raises a flag in each task, which ends by itself when it has
 * seen that, while the job fails on the driver at once.
 */
final class JobStop extends SparkListener implements AutoCloseable {
  private static final String GROUP = "workers";
  private static final long PERIOD_MILLIS = 200;

  private final JavaSparkContext spark;
  private final BooleanSupplier stop;
  private final Set<Long> running = new HashSet<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  /**
   * Begins to ask.
   *
   * @param stop whether to stop; asked on another thread
   */
  JobStop(JavaSparkContext spark, BooleanSupplier stop) {
    this.spark = spark;
    this.stop = stop;
    spark.sc().addSparkListener(this);
    spark.setJobGroup(GROUP, "workers that train together", false);
    timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Again and again, for a job may begin only now. */
  private void look() {
    if (isRequested()) {
      spark.cancelJobGroup(GROUP);
    }
  }

  boolean isRequested() {
    return stop.getAsBoolean();
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    running.add(start.taskInfo().taskId());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
    notifyAll();
  }

  /** Waits until all tasks have ended: to leave before would end their executors. */
  synchronized void awaitTasks() {
    try {
      while (!running.isEmpty()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    spark.clearJobGroup();
    spark.sc().removeSparkListener(this);
  }
}
