package org.electra4j.study;

import org.electra4j.study.plan.Share;
import org.electra4j.study.plan.StudyPlan;

/**
 * The trials on one task from one checkpoint.
 *
 * @param run the pretraining, or {@link StudyPlan#RANDOM}
 * @param share of the steps at which the checkpoint was kept; 0 for random weights
 * @param task its name in hparams
 */
public record FinetuningUnit(String run, double share, String task) {
  /** {@code run@percent task}. */
  String name() {
    return checkpoint() + " " + task;
  }

  /** {@code run@percent}. */
  String checkpoint() {
    return run + "@" + Share.text(share);
  }

  boolean isRandom() {
    return run.equals(StudyPlan.RANDOM);
  }
}
