package org.electra4j.data;

/**
 * A batch of examples, row-major.
 *
 * @param batchSize the number of rows
 * @param length the length of a row, the original's {@code max_seq_length}
 * @param inputIds token ids, {@code [batch, length]}
 * @param inputMask 1 for tokens and 0 for padding, {@code [batch, length]}
 * @param segmentIds {@code [batch, length]}
 */
public record Inputs(
    int batchSize, int length, int[] inputIds, int[] inputMask, int[] segmentIds) {}
