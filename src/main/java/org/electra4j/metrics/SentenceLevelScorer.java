package org.electra4j.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/** A scorer of tasks with one output an example (original: {@code SentenceLevelScorer}). */
abstract class SentenceLevelScorer implements Scorer {
  private final WeightedMean loss = new WeightedMean();
  private long examples;

  @Override
  public final void update(EvalOutput output) {
    loss.add(output.loss(), 1);
    examples++;
    add(output);
  }

  @Override
  public final Map<String, Double> results() {
    if (examples == 0) {
      throw new IllegalStateException("no examples were scored");
    }
    Map<String, Double> results = new LinkedHashMap<>();
    putScores(results);
    results.put("loss", loss.value());
    return results;
  }

  /** Adds one example; its loss is already counted. */
  abstract void add(EvalOutput output);

  /** Puts the scores, all but the loss, into {@code results}. */
  abstract void putScores(Map<String, Double> results);
}
