package org.electra4j.optimization;

/**
 * Polynomial decay to 0 after a linear warm-up (original: {@code create_optimizer}).
 *
 * @param learningRate the peak, if the decay did not start at once
 * @param trainSteps where the decay ends; the rate stays at 0 from there on
 * @param warmupSteps may be fractional (quirk 2)
 * @param power of the decay; 1 is linear
 */
public record LearningRateSchedule(
    double learningRate, long trainSteps, double warmupSteps, double power) {

  /**
   * The rate at a step: {@code learningRate x (1 - step / trainSteps)^power x min(1, step /
   * warmupSteps)}, in float32 as the original computes it. Without warm-up the rate at step 0 is
   * NaN, as there (quirk 2).
   */
  public float at(long step) {
    // The original's graph optimiser turns divisions by constants into products.
    float done = Math.min(step, trainSteps) * (1 / (float) trainSteps);
    float decayed = (float) learningRate * (float) Math.pow(1 - done, power);
    float warmup = step * (1 / (float) warmupSteps);
    return decayed * (Float.isNaN(warmup) ? Float.NaN : Math.min(1, warmup));
  }
}
