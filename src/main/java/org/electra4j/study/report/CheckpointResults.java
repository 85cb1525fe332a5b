package org.electra4j.study.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.electra4j.finetuning.results.TaskScores;

/**
 * A checkpoint of a study, or the weights from which a random start is fine-tuned.
 *
 * @param percent of the steps of its pretraining
 * @param evaluation its measures on held-out text, {@code step}, {@code train_seconds} and {@code
 *     flops}; empty before it was evaluated
 * @param scores of the finished trials of each task, by its name in hparams
 */
record CheckpointResults(
    double percent, Map<String, Double> evaluation, Map<String, List<TaskScores>> scores) {

  /** Measures and scores keep their order. */
  CheckpointResults {
    evaluation = Collections.unmodifiableMap(new LinkedHashMap<>(evaluation));
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }

  /** A measure, if there is one. */
  Optional<Double> measure(String name) {
    return Optional.ofNullable(evaluation.get(name)).filter(Double::isFinite);
  }
}
