package org.electra4j.finetuning;

import org.electra4j.training.TrainingLoop;

/** Hears how a trial's training begins, before its first step. */
@FunctionalInterface
public interface TrainingStarted {
  /**
   * The training begins.
   *
   * @param firstStep number of steps done before
   * @param steps of the whole training
   * @return who hears of each step
   */
  TrainingLoop.Listener from(long firstStep, long steps);
}
