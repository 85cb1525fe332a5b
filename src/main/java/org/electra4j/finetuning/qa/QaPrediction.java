package org.electra4j.finetuning.qa;

import java.util.List;

/**
 * The answer to a question. It is never empty; whether there is an answer at all is decided by
 * comparing {@code nullOdds} with a threshold (quirk 23).
 *
 * @param id of the question
 * @param answers the best ones, best first, at least one
 * @param nullOdds how much speaks against any answer; 0 where the task's questions all have one
 */
public record QaPrediction(String id, List<ScoredAnswer> answers, float nullOdds) {

  /** The best answer. */
  public ScoredAnswer best() {
    return answers.get(0);
  }
}
