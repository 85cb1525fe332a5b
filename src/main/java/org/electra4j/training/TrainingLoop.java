package org.electra4j.training;

import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Runs updates from the first step to the last: reports, saves checkpoints, stops on request and on
 * losses that are not finite (original: {@code estimator.train} with its hooks).
 *
 * @param firstStep updates already done
 * @param lastStep updates to be done in all
 * @param saveSteps a checkpoint every so many steps, and at the end
 * @param logSteps metrics every so many steps, and at the end
 */
public record TrainingLoop(long firstStep, long lastStep, long saveSteps, long logSteps) {

  /** Hears of every update. */
  @FunctionalInterface
  public interface Listener {
    /**
     * An update is done.
     *
     * @param step number of updates done, this one included
     */
    void updated(long step, TrainingStep.Result result);
  }

  /**
   * Trains.
   *
   * @param stop asked after every step; when it says so, a checkpoint is saved and training ends
   * @return number of updates done in all
   * @throws NonFiniteLossException naming the step
   */
  public long run(TrainingStep training, Listener listener, BooleanSupplier stop) {
    boolean stopping = stop.getAsBoolean();
    for (long step = firstStep; step < lastStep; step++) {
      long done = step + 1;
      boolean last = done == lastStep || stopping;
      TrainingStep.Result result = training.run(step, last || done % logSteps == 0);
      checkFinite(training, step, result.losses());
      listener.updated(done, result);
      // Once a step: workers have to agree on it.
      stopping = stop.getAsBoolean();
      last |= stopping;
      if (last || done % saveSteps == 0) {
        training.save(done);
      }
      if (last) {
        return done;
      }
    }
    return firstStep;
  }

  private static void checkFinite(TrainingStep training, long step, Map<String, Double> losses) {
    if (!losses.values().stream().allMatch(Double::isFinite)) {
      throw new NonFiniteLossException(
          "step " + (step + 1) + ": " + losses + " is not finite; " + training.dump(step, losses));
    }
  }
}
