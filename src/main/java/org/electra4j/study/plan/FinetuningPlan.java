package org.electra4j.study.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.electra4j.config.Hparams;
import org.electra4j.config.MayBeNull;

/**
 * The fine-tunings of each kept checkpoint.
 *
 * @param hparams of all tasks
 * @param tasks each has a model of its own
 * @param taskHparams hparams of single tasks, by the name of the task
 * @param numTrials trials with different seeds
 * @param randomWeights whether new weights are fine-tuned, too
 * @param keepModels whether the fine-tuned models stay
 * @param runs which checkpoints, each {@code run@percent}; null for all that are kept
 */
public record FinetuningPlan(
    ObjectNode hparams,
    List<String> tasks,
    ObjectNode taskHparams,
    int numTrials,
    boolean randomWeights,
    boolean keepModels,
    @MayBeNull List<String> runs) {

  /** Lists cannot change. */
  public FinetuningPlan {
    tasks = List.copyOf(tasks);
    runs = runs == null ? null : List.copyOf(runs);
  }

  /** The hparams of a task. */
  public ObjectNode hparams(String task) {
    return taskHparams.has(task)
        ? Hparams.merge(hparams, (ObjectNode) taskHparams.get(task))
        : hparams.deepCopy();
  }

  /** Whether a kept checkpoint is fine-tuned. */
  public boolean isFineTuned(String run, double share) {
    return runs == null || runs.contains(run + "@" + Share.text(share));
  }
}
