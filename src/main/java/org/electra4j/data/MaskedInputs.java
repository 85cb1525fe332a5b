package org.electra4j.data;

import java.util.Arrays;

/**
 * A batch with masks drawn.
 *
 * @param inputs the batch, with {@code [MASK]} put in
 * @param predictions slots a row, the original's {@code max_predictions_per_seq}
 * @param maskedLmPositions drawn positions, repeats possible, 0 in unused slots; {@code [batch,
 *     predictions]}
 * @param maskedLmIds the true ids at those positions, 0 in unused slots; {@code [batch,
 *     predictions]}
 * @param maskedLmWeights 1 for used slots, else 0; {@code [batch, predictions]}
 */
public record MaskedInputs(
    Inputs inputs,
    int predictions,
    int[] maskedLmPositions,
    int[] maskedLmIds,
    float[] maskedLmWeights) {

  /** The rows from {@code first} on, {@code count} of them; of all rows this itself. */
  public MaskedInputs rows(int first, int count) {
    if (count == inputs.batchSize()) {
      return this;
    }
    int from = first * predictions;
    int to = from + count * predictions;
    return new MaskedInputs(
        inputs.rows(first, count),
        predictions,
        Arrays.copyOfRange(maskedLmPositions, from, to),
        Arrays.copyOfRange(maskedLmIds, from, to),
        Arrays.copyOfRange(maskedLmWeights, from, to));
  }
}
