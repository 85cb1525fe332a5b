package org.electra4j.study.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A study as far as it got.
 *
 * @param name of the plan
 * @param plan as it was resolved
 * @param runs the pretrainings, in the order of the plan
 * @param random the fine-tunings of random weights, if the plan has them
 * @param records the {@code record.json} of its parts
 */
record StudyResults(
    String name,
    JsonNode plan,
    List<RunResults> runs,
    Optional<CheckpointResults> random,
    List<JsonNode> records) {
  static final String RANDOM = "random weights";

  /** Every checkpoint, then random weights. */
  List<StudyRow> rows() {
    List<StudyRow> rows = new ArrayList<>();
    for (RunResults run : runs) {
      for (CheckpointResults checkpoint : run.checkpoints()) {
        rows.add(new StudyRow(rowName(run, checkpoint.percent()), Optional.of(run), checkpoint));
      }
    }
    random.ifPresent(weights -> rows.add(new StudyRow(RANDOM, Optional.empty(), weights)));
    return rows;
  }

  private String rowName(RunResults run, double percent) {
    return runs.size() == 1
        ? Numbers.percent(percent)
        : run.name() + ", " + Numbers.percent(percent);
  }

  /** Names in hparams of the tasks of the plan. */
  List<String> plannedTasks() {
    List<String> tasks = new ArrayList<>();
    plan.path("finetuning").path("tasks").forEach(task -> tasks.add(task.asText()));
    return tasks;
  }

  /** Trials that the plan has of each task. */
  int plannedTrials() {
    return plan.path("finetuning").path("num_trials").asInt(1);
  }
}
