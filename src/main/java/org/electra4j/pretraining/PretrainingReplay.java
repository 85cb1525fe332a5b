package org.electra4j.pretraining;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.ExampleSource;
import org.electra4j.data.PretrainingBatches;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.optimization.LearningRateSchedule;
import org.electra4j.tokenization.Vocabulary;
import org.electra4j.training.StepSeed;

/** Repeats a step whose loss was not finite and looks at every tensor on the way. */
final class PretrainingReplay {
  private PretrainingReplay() {}

  /**
   * Repeats the updates from the newest checkpoint to the failed step, which gives the same
   * weights, and runs the dumped batch through the model.
   *
   * @param dump what {@link PretrainingStep#dump} wrote
   * @return the tensors in the order of the computation, then the gradients
   * @throws BadInputException if the newest checkpoint is of a later step
   */
  static List<TensorRange> run(
      PretrainingConfig config,
      Path dump,
      Vocabulary vocabulary,
      ExampleSource examples,
      PretrainingBatches batches) {
    PretrainingStep.BatchDump failed = read(dump);
    CheckpointManager checkpoints =
        new CheckpointManager(Path.of(config.modelDir()), config.keepCheckpointMax());
    LearningRateSchedule schedule = PretrainingStep.schedule(config);
    try (PretrainingSession session = PretrainingSession.forTraining(config, vocabulary)) {
      long first = StartingPoint.prepare(config, checkpoints, session, examples.size()).step();
      if (first > failed.step()) {
        throw new BadInputException(
            dump
                + " is of step "
                + (failed.step() + 1)
                + ", but the newest checkpoint is of step "
                + first);
      }
      for (long step = first; step < failed.step(); step++) {
        session.train(
            batches.apply(step),
            StepSeed.of(config.seed(), step),
            schedule.at(step + config.learningRateStepOffset()),
            step + 1,
            false);
      }
      return session.inspect(failed.batch(), failed.seed());
    }
  }

  private static PretrainingStep.BatchDump read(Path dump) {
    try {
      return Json.mapper().treeToValue(Json.read(dump), PretrainingStep.BatchDump.class);
    } catch (JsonProcessingException e) {
      throw new BadInputException(dump + ": not a dumped batch: " + e.getOriginalMessage(), e);
    }
  }
}
