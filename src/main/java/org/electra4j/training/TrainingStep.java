package org.electra4j.training;

import java.util.Map;

/** What a training loop drives: a model that can be updated and saved. */
public interface TrainingStep {
  /**
   * What one update gave.
   *
   * @param losses by name, for the progress line; one that is not finite ends the training
   * @param metrics by name; empty unless asked for
   */
  record Result(Map<String, Double> losses, Map<String, Double> metrics) {}

  /**
   * Runs one update.
   *
   * @param step number of updates before this one
   * @param withMetrics whether metrics are wanted, too
   */
  Result run(long step, boolean withMetrics);

  /** Saves a checkpoint of the state after so many updates. */
  void save(long step);

  /**
   * Writes down what led to a loss that is not finite.
   *
   * @param step number of updates before the failed one
   * @return a sentence on where it was written
   */
  String dump(long step, Map<String, Double> losses);
}
