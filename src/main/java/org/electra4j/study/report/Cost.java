package org.electra4j.study.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.io.BadInputException;
import org.electra4j.model.PretrainingFlops;

/**
 * What a checkpoint cost.
 *
 * @param hours of training as measured
 * @param pfsDays petaflop/s-days of the hardware in that time; empty if its peak is not known
 * @param flops floating-point operations as the original counts them
 */
record Cost(Optional<Double> hours, Optional<Double> pfsDays, Optional<Double> flops) {
  private static final double HOURS_PER_DAY = 24;

  /**
   * The cost of a checkpoint of a study.
   *
   * @param device of the plan: {@code peak_tflops} and {@code count}
   */
  static Cost of(RunResults run, CheckpointResults checkpoint, JsonNode device) {
    Optional<Double> hours = checkpoint.measure("train_seconds").map(Numbers::hours);
    double peak = device.path("peak_tflops").asDouble();
    int count = device.path("count").asInt(1);
    return new Cost(
        hours,
        hours
            .filter(h -> peak > 0)
            .map(h -> PretrainingFlops.pfsDays(h / HOURS_PER_DAY, count, peak)),
        checkpoint.measure("flops").or(() -> counted(run, checkpoint)));
  }

  /** The operations up to a checkpoint that does not say how many. */
  private static Optional<Double> counted(RunResults run, CheckpointResults checkpoint) {
    Optional<Double> step = checkpoint.measure("step");
    if (step.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode hparams = run.hparams().deepCopy();
    hparams.put("num_train_steps", step.get().intValue());
    try {
      return Optional.of(
          PretrainingFlops.of(PretrainingConfig.of(run.name(), Path.of(""), hparams)));
    } catch (BadInputException e) {
      return Optional.empty(); // hparams of another version
    }
  }
}
