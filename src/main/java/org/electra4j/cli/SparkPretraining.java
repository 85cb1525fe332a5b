package org.electra4j.cli;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.electra4j.cluster.Workers;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.io.Json;
import org.electra4j.pretraining.PretrainingRun;
import org.electra4j.spark.WorkerProgram;
import org.electra4j.training.StopSignal;

/**
 * A pretraining on one of the workers that Spark starts. Worker 0 saves and reports, on the
 * executor where it happens to be.
 *
 * @param dataDir as every executor sees it
 * @param hparams a JSON object
 */
record SparkPretraining(String modelName, String dataDir, String hparams) implements WorkerProgram {
  @Override
  public long run(Workers workers, BooleanSupplier cancelled) {
    PretrainingConfig config =
        PretrainingConfig.of(modelName, Path.of(dataDir), Json.parse(hparams, "hparams"));
    try (PretrainingReport report = new PretrainingReport(config)) {
      if (workers.index() > 0) {
        return train(config, workers, report, cancelled);
      }
      // One of them only: with local[N] all are in one process.
      try (StopSignal stop = new StopSignal()) {
        return train(
            config, workers, report, () -> stop.getAsBoolean() || cancelled.getAsBoolean());
      }
    }
  }

  private static long train(
      PretrainingConfig config, Workers workers, PretrainingReport report, BooleanSupplier stop) {
    return PretrainingRun.train(
            config,
            workers,
            why -> Main.halt(new RunPretrainingCommand(), why),
            report::start,
            stop)
        .lastStep();
  }
}
