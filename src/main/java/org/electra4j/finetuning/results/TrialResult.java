package org.electra4j.finetuning.results;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One training and evaluation.
 *
 * @param trial its number, from 1 on
 * @param seed of order, dropout and new weights
 * @param steps training steps
 * @param seconds that training and evaluation took
 * @param scores by task and then by split, both in the order of evaluation; the first split of a
 *     task is the one that counts ({@code dev}), as the original evaluates no other
 */
public record TrialResult(
    int trial, long seed, long steps, double seconds, Map<String, Map<String, TaskScores>> scores) {

  /** Keeps the order of tasks and splits. */
  public TrialResult {
    Map<String, Map<String, TaskScores>> copy = new LinkedHashMap<>();
    scores.forEach(
        (task, splits) -> copy.put(task, Collections.unmodifiableMap(new LinkedHashMap<>(splits))));
    scores = Collections.unmodifiableMap(copy);
  }

  /** The scores of each task on its first split; a task that was only predicted has none. */
  public Map<String, TaskScores> main() {
    Map<String, TaskScores> main = new LinkedHashMap<>();
    scores.forEach(
        (task, splits) -> splits.values().stream().findFirst().ifPresent(s -> main.put(task, s)));
    return main;
  }
}
