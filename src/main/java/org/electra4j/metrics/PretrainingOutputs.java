package org.electra4j.metrics;

/**
 * What one batch of pretraining gives to the metrics; arrays are row-major.
 *
 * @param batchSize rows
 * @param length tokens of a row
 * @param predictions masked positions of a row
 * @param inputMask {@code [batchSize, length]}, 1 for tokens and 0 for padding
 * @param maskedLmIds {@code [batchSize, predictions]}, the true tokens
 * @param maskedLmWeights {@code [batchSize, predictions]}, 1 for used slots
 * @param maskedLmPreds {@code [batchSize, predictions]}, the generator's likeliest tokens
 * @param mlmLoss {@code [batchSize, predictions]}, cross entropy of each slot
 * @param sampledTokenIds {@code [batchSize, predictions]}; used only with a discriminator
 * @param discLoss {@code [batchSize]}, mean over each row's tokens, or null without a discriminator
 * @param discLabels {@code [batchSize, length]}, 1 for replaced tokens, or null likewise
 * @param discProbs {@code [batchSize, length]}, probability of "replaced", or null likewise
 * @param discPreds {@code [batchSize, length]}, 1 for logits above 0 (quirk 14), or null likewise
 */
public record PretrainingOutputs(
    int batchSize,
    int length,
    int predictions,
    int[] inputMask,
    int[] maskedLmIds,
    float[] maskedLmWeights,
    int[] maskedLmPreds,
    float[] mlmLoss,
    int[] sampledTokenIds,
    float[] discLoss,
    int[] discLabels,
    float[] discProbs,
    int[] discPreds) {}
