package org.electra4j.pretraining;

import java.nio.file.Path;
import java.util.Optional;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.checkpoint.CheckpointPaths;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.training.CheckpointLoader;
import org.electra4j.training.TrainingStates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a run begins: at its own newest checkpoint, at another one, or from nothing.
 *
 * @param step number of updates done before
 * @param resumed whether the checkpoint is of a run of ours, which goes on exactly
 */
record StartingPoint(long step, boolean resumed) {
  /** Of a worker that is given the chief's weights. */
  static final StartingPoint NEW = new StartingPoint(0, false);

  private static final Logger log = LoggerFactory.getLogger(StartingPoint.class);

  /**
   * Gives the session's variables their values.
   *
   * @param records number of examples, to notice that the data changed
   */
  static StartingPoint prepare(
      PretrainingConfig config,
      CheckpointManager checkpoints,
      PretrainingSession session,
      long records) {
    session.variables().initialize(config.seed());
    Optional<Path> own = checkpoints.latest();
    Optional<Path> other =
        Optional.ofNullable(config.initCheckpoint()).map(Path::of).map(CheckpointPaths::resolve);
    Optional<Path> from = own.or(() -> other);
    if (from.isEmpty()) {
      log.info("starting from new weights, seed {}", config.seed());
      return NEW;
    }
    Path prefix = from.get();
    CheckpointLoader.Loaded loaded =
        CheckpointLoader.load(prefix, session.variableList(), session.variables());
    if (!loaded.slots()) {
      log.info("{} has no Adam slots (released weights have none): they start at zero", prefix);
    }
    Optional<TrainingState> state = TrainingStates.read(prefix, TrainingState.class);
    boolean resumed = own.isPresent() && state.isPresent();
    long step = config.resetGlobalStep() && !resumed ? 0 : loaded.step();
    if (resumed) {
      warnOfChanges(config, state.get(), records);
      Optional.ofNullable(state.get().lossScale()).ifPresent(session::restore);
    }
    log.info("{} from {} at step {}", resumed ? "resuming" : "starting", prefix, step);
    return new StartingPoint(step, resumed);
  }

  private static void warnOfChanges(PretrainingConfig config, TrainingState state, long records) {
    if (state.seed() != config.seed()) {
      log.warn("the seed was {} before and is {} now", state.seed(), config.seed());
    }
    if (state.records() != records || state.batchSize() != config.trainBatchSize()) {
      log.warn(
          "the data were {} records in batches of {} before and are {} in batches of {} now: the"
              + " order of examples begins anew",
          state.records(),
          state.batchSize(),
          records,
          config.trainBatchSize());
    }
  }
}
