package org.electra4j.data;

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
    float[] maskedLmWeights) {}
