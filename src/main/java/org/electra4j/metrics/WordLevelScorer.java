package org.electra4j.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A scorer of tagging (original: {@code WordLevelScorer}). Outputs have the integers {@code labels}
 * and {@code predictions} and the numbers {@code labels_mask}, each with a value a word and padding
 * behind.
 */
abstract class WordLevelScorer implements Scorer {
  private double loss;
  private long words;

  @Override
  public final void update(EvalOutput output) {
    double mask = 0;
    for (float value : output.floats().get("labels_mask")) {
      mask += value;
    }
    int count = (int) Math.rint(mask);
    loss += 2 * output.loss(); // each counts twice (quirk 22)
    words += count;
    add(output.ints().get("labels"), output.ints().get("predictions"), count);
  }

  @Override
  public final Map<String, Double> results() {
    Map<String, Double> results = new LinkedHashMap<>();
    putScores(results);
    results.put("loss", loss / Math.max(1, words));
    return results;
  }

  /** Adds a sentence of which the first {@code words} are labeled. */
  abstract void add(int[] labels, int[] predictions, int words);

  /** Puts the scores, all but the loss, into {@code results}. */
  abstract void putScores(Map<String, Double> results);
}
