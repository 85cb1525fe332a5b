package org.electra4j.finetuning.qa;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What a model says of one window, cut down to what predictions are made of.
 *
 * @param nullScore how much the window speaks for there being no answer: the answerability
 *     classifier's logit, or the sum of the logits of {@code [CLS]} as start and end
 * @param starts [k] places of the likeliest starts
 * @param startScores [k] their log-probabilities (joint prediction) or logits
 * @param ends [k, j] for each start, places of the likeliest ends
 * @param endScores [k, j] likewise
 */
record SpanScores(
    float nullScore, int[] starts, float[] startScores, int[][] ends, float[][] endScores) {

  /**
   * Of a joint prediction.
   *
   * @param startTopIndex [beam]; likewise the next
   * @param endTopIndex [beam, beam] in one array; likewise the next
   */
  static SpanScores joint(
      float nullScore,
      int[] startTopIndex,
      float[] startTopLogProbs,
      int[] endTopIndex,
      float[] endTopLogProbs) {
    int beam = startTopIndex.length;
    int[][] ends = new int[beam][];
    float[][] endScores = new float[beam][];
    for (int i = 0; i < beam; i++) {
      ends[i] = Arrays.copyOfRange(endTopIndex, i * beam, (i + 1) * beam);
      endScores[i] = Arrays.copyOfRange(endTopLogProbs, i * beam, (i + 1) * beam);
    }
    return new SpanScores(nullScore, startTopIndex, startTopLogProbs, ends, endScores);
  }

  /**
   * Of an independent prediction: the best starts with the best ends each.
   *
   * @param startLogits [length]; likewise the next
   * @param nBest how many of each
   */
  static SpanScores independent(
      float nullScore, float[] startLogits, float[] endLogits, int nBest) {
    int[] starts = bestIndexes(startLogits, nBest);
    int[] ends = bestIndexes(endLogits, nBest);
    int[][] endsOfStarts = new int[starts.length][];
    float[][] endScores = new float[starts.length][];
    Arrays.fill(endsOfStarts, ends);
    Arrays.fill(endScores, at(endLogits, ends));
    return new SpanScores(nullScore, starts, at(startLogits, starts), endsOfStarts, endScores);
  }

  /** The places of the largest values, largest first, the earlier ones of equal values first. */
  static int[] bestIndexes(float[] values, int count) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparing(i -> descending(values[i])))
        .limit(count)
        .mapToInt(i -> i)
        .toArray();
  }

  /** A key that sorts scores from large to small; the two zeros are equal, as in Python. */
  static float descending(float score) {
    return 0f - score;
  }

  private static float[] at(float[] values, int[] indexes) {
    float[] chosen = new float[indexes.length];
    for (int i = 0; i < indexes.length; i++) {
      chosen[i] = values[indexes[i]];
    }
    return chosen;
  }
}
