package org.electra4j.finetuning.qa;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.electra4j.metrics.EvalOutput;

/**
 * What a model says of one window, cut down to what predictions are made of.
 *
 * @param nullScore how much the window speaks for there being no answer: the answerability
 *     classifier's logit, or the sum of the logits of {@code [CLS]} as start and end
 * @param starts places of the likeliest starts
 * @param startScores their log-probabilities (joint prediction) or logits
 * @param ends places of the likeliest ends, those of one start after those of the other, or one row
 *     for all starts
 * @param endScores likewise
 * @param endsPerStart length of such a row
 * @param sharedEnds whether there is one row for all starts
 */
public record SpanScores(
    float nullScore,
    int[] starts,
    float[] startScores,
    int[] ends,
    float[] endScores,
    int endsPerStart,
    boolean sharedEnds) {

  /**
   * Of a joint prediction.
   *
   * @param startTopIndex [beam]; likewise the next
   * @param endTopIndex [beam, beam]; likewise the next
   */
  static SpanScores joint(
      float nullScore,
      int[] startTopIndex,
      float[] startTopLogProbs,
      int[] endTopIndex,
      float[] endTopLogProbs) {
    return new SpanScores(
        nullScore,
        startTopIndex,
        startTopLogProbs,
        endTopIndex,
        endTopLogProbs,
        startTopIndex.length,
        false);
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
    return new SpanScores(
        nullScore, starts, at(startLogits, starts), ends, at(endLogits, ends), ends.length, true);
  }

  /** Of what a {@link QaHead} gives. */
  static SpanScores of(EvalOutput output, int nBest) {
    float nullScore = output.floats().get(QaHead.NULL_SCORE)[0];
    return output.ints().containsKey(QaHead.START_TOP_INDEX)
        ? joint(
            nullScore,
            output.ints().get(QaHead.START_TOP_INDEX),
            output.floats().get(QaHead.START_TOP_LOG_PROBS),
            output.ints().get(QaHead.END_TOP_INDEX),
            output.floats().get(QaHead.END_TOP_LOG_PROBS))
        : independent(
            nullScore,
            output.floats().get(QaHead.START_LOGITS),
            output.floats().get(QaHead.END_LOGITS),
            nBest);
  }

  /** Where in {@code ends} the ends of a start begin. */
  int firstEnd(int start) {
    return sharedEnds ? 0 : start * endsPerStart;
  }

  /** The places of the largest values, largest first, the earlier ones of equal values first. */
  public static int[] bestIndexes(float[] values, int count) {
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
