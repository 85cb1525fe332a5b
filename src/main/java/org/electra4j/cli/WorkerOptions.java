package org.electra4j.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.cluster.Workers;
import org.electra4j.io.BadInputException;
import org.electra4j.spark.WorkerSettings;

/** Which workers train together, as run-pretraining is told. */
final class WorkerOptions {
  private static final String WORKERS = "workers";
  private static final String INDEX = "worker-index";
  private static final String NUMBER = "num-workers";
  private static final String RESTARTS = "spark-restarts";
  private static final int DEFAULT_RESTARTS = 3;
  private static final String TIMEOUT = "worker-timeout";
  private static final String CHECK = "check-replicas-every";

  private static final List<String> ON_SPARK = List.of(NUMBER, RESTARTS);

  private WorkerOptions() {}

  static void addTo(Options options) {
    SparkArguments.addOptions(options);
    options
        .addOption(
            CommandOptions.value(
                NUMBER, "N", "with --spark-master: how many workers Spark starts, each a task"))
        .addOption(
            CommandOptions.value(
                RESTARTS,
                "N",
                "on Spark: how often all workers are started again when one fails (default "
                    + DEFAULT_RESTARTS
                    + ")"))
        .addOption(
            CommandOptions.value(
                WORKERS,
                "LIST",
                "host:port of all processes that train together, with commas between them; each"
                    + " takes its share of train_batch_size"))
        .addOption(
            CommandOptions.value(
                INDEX, "I", "the place of this process in --workers, from 0; worker 0 saves"))
        .addOption(
            CommandOptions.value(
                TIMEOUT,
                "SECONDS",
                "stop when other workers do not come, or a step takes longer than this (default "
                    + Workers.DEFAULT_TIMEOUT.toSeconds()
                    + ")"))
        .addOption(
            CommandOptions.value(
                CHECK,
                "N",
                "compare the weights of all workers every N steps; 0: never (default "
                    + Workers.DEFAULT_CHECK_REPLICAS_EVERY
                    + ")"));
  }

  /**
   * @throws BadInputException for options that do not go together
   */
  static Optional<Workers> of(CommandLine line) {
    if (!line.hasOption(WORKERS)) {
      for (String option : List.of(INDEX, TIMEOUT, CHECK, NUMBER, RESTARTS)) {
        if (line.hasOption(option)) {
          throw new BadInputException(
              "--%s needs --%s"
                  .formatted(option, ON_SPARK.contains(option) ? "spark-master" : WORKERS));
        }
      }
      return Optional.empty();
    }
    if (!line.hasOption(INDEX)) {
      throw new BadInputException("--" + WORKERS + " needs --" + INDEX);
    }
    return Optional.of(
        new Workers(
            Workers.parse(line.getOptionValue(WORKERS)),
            NumberOptions.integer(line, INDEX, 0, 0),
            timeout(line),
            checkReplicasEvery(line)));
  }

  /**
   * The workers that Spark is to start.
   *
   * @throws BadInputException for options that do not go together
   */
  static WorkerSettings onSpark(CommandLine line) {
    if (!line.hasOption(NUMBER)) {
      throw new BadInputException("on Spark --" + NUMBER + " is needed");
    }
    for (String option : List.of(WORKERS, INDEX)) {
      if (line.hasOption(option)) {
        throw new BadInputException(
            "--" + option + " is for workers started by hand; Spark finds out by itself");
      }
    }
    return new WorkerSettings(
        NumberOptions.integer(line, NUMBER, 1, 1),
        timeout(line),
        checkReplicasEvery(line),
        NumberOptions.integer(line, RESTARTS, DEFAULT_RESTARTS, 0));
  }

  private static Duration timeout(CommandLine line) {
    int usual = Math.toIntExact(Workers.DEFAULT_TIMEOUT.toSeconds());
    return Duration.ofSeconds(NumberOptions.integer(line, TIMEOUT, usual, 1));
  }

  private static int checkReplicasEvery(CommandLine line) {
    return NumberOptions.integer(line, CHECK, Workers.DEFAULT_CHECK_REPLICAS_EVERY, 0);
  }
}
