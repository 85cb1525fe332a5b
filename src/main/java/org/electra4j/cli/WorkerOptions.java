package org.electra4j.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.electra4j.cluster.Workers;
import org.electra4j.io.BadInputException;

/** Which workers train together, as run-pretraining is told. */
final class WorkerOptions {
  private static final String WORKERS = "workers";
  private static final String INDEX = "worker-index";
  private static final String TIMEOUT = "worker-timeout";
  private static final String CHECK = "check-replicas-every";

  private WorkerOptions() {}

  static void addTo(Options options) {
    options
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
      for (String option : List.of(INDEX, TIMEOUT, CHECK)) {
        if (line.hasOption(option)) {
          throw new BadInputException("--" + option + " needs --" + WORKERS);
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
            Duration.ofSeconds(
                NumberOptions.integer(
                    line, TIMEOUT, Math.toIntExact(Workers.DEFAULT_TIMEOUT.toSeconds()), 1)),
            NumberOptions.integer(line, CHECK, Workers.DEFAULT_CHECK_REPLICAS_EVERY, 0)));
  }
}
