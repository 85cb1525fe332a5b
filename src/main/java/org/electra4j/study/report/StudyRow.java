package org.electra4j.study.report;

import java.util.Optional;

/**
 * One row of the study's tables.
 *
 * @param name stands in the first column
 * @param run whose checkpoint it is; empty for random weights
 */
record StudyRow(String name, Optional<RunResults> run, CheckpointResults checkpoint) {

  /** Whether a task was fine-tuned from it. */
  boolean isFineTuned() {
    return !checkpoint.scores().isEmpty();
  }
}
