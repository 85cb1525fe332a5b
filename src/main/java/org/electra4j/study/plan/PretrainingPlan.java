package org.electra4j.study.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One pretraining.
 *
 * @param name of the run and its directory
 * @param tokenizer as in {@link DataPlan}
 * @param hparams of the pretraining, all that the plan names
 * @param stopAt share of {@code num_train_steps} after which it ends; the learning rate follows the
 *     schedule of all steps
 * @param checkpoints shares of {@code num_train_steps} at which a checkpoint is kept, ascending
 */
public record PretrainingPlan(
    String name, String tokenizer, ObjectNode hparams, double stopAt, List<Double> checkpoints) {

  /** The shares cannot change. */
  public PretrainingPlan {
    checkpoints = List.copyOf(checkpoints);
  }
}
