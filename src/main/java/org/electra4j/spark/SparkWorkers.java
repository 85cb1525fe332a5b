package org.electra4j.spark;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.electra4j.io.BadInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Starts workers that train together as the tasks of a barrier stage. */
public final class SparkWorkers {
  private static final Logger log = LoggerFactory.getLogger(SparkWorkers.class);

  /** How a task's exception stands in the message of Spark's. */
  private static final Pattern BAD_INPUT =
      Pattern.compile(Pattern.quote(BadInputException.class.getName()) + ": ([^\n]+)");

  private SparkWorkers() {}

  /**
   * Runs a program on workers until they end. If one fails all do, and Spark does not repeat a
   * barrier stage; so all are started again here, to go on from the newest checkpoint.
   *
   * @param stop asked all the time, on another thread; when it says so, the workers are told and
   *     waited for
   * @return what worker 0 returned; nothing if it was told to stop
   * @throws BadInputException if a worker threw one
   */
  public static OptionalLong run(
      SparkOptions spark, WorkerSettings settings, WorkerProgram program, BooleanSupplier stop) {
    try (JavaSparkContext context = spark.connect("run-pretraining", ApplicationJars.all())) {
      return run(context, settings, program, stop);
    }
  }

  static OptionalLong run(
      JavaSparkContext spark,
      WorkerSettings settings,
      WorkerProgram program,
      BooleanSupplier stop) {
    try (JobStop jobStop = new JobStop(spark, stop)) {
      return run(spark, settings, program, jobStop);
    }
  }

  private static OptionalLong run(
      JavaSparkContext spark, WorkerSettings settings, WorkerProgram program, JobStop stop) {
    for (int failures = 0; ; failures++) {
      try {
        return OptionalLong.of(runOnce(spark, settings, program));
      } catch (Exception e) {
        // Scala does not declare the SparkException.
        if (stop.isRequested()) {
          log.info("waiting for the workers, which were told to stop");
          stop.awaitTasks();
          return OptionalLong.empty();
        }
        Optional<String> badInput = badInput(e);
        if (badInput.isPresent()) {
          throw new BadInputException(badInput.get(), e);
        }
        if (failures == settings.restarts() || spark.sc().isStopped()) {
          throw e;
        }
        log.warn(
            "the workers failed and are started again, {} of {} times: {}",
            failures + 1,
            settings.restarts(),
            e.getMessage().lines().findFirst().orElse(""));
      }
    }
  }

  private static long runOnce(
      JavaSparkContext spark, WorkerSettings settings, WorkerProgram program) {
    int number = settings.number();
    ClassTag<Long> type = ClassTag$.MODULE$.apply(Long.class);
    return JavaRDD.fromRDD(
            spark
                .parallelize(IntStream.range(0, number).boxed().toList(), number)
                .rdd()
                .barrier()
                .mapPartitions(new WorkerLaunch(settings, program), false, type),
            type)
        .collect()
        .get(0);
  }

  private static Optional<String> badInput(Exception e) {
    Matcher matcher = BAD_INPUT.matcher(String.valueOf(e.getMessage()));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
