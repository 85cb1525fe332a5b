package org.electra4j.data;

import java.util.Arrays;

/**
 * A batch of examples, row-major.
 *
 * @param batchSize the number of rows
 * @param length the length of a row, the original's {@code max_seq_length}
 * @param inputIds token ids, {@code [batch, length]}
 * @param inputMask 1 for tokens and 0 for padding, {@code [batch, length]}
 * @param segmentIds {@code [batch, length]}
 */
public record Inputs(int batchSize, int length, int[] inputIds, int[] inputMask, int[] segmentIds) {

  /** The rows from {@code first} on, {@code count} of them. */
  Inputs rows(int first, int count) {
    int from = first * length;
    int to = from + count * length;
    return new Inputs(
        count,
        length,
        Arrays.copyOfRange(inputIds, from, to),
        Arrays.copyOfRange(inputMask, from, to),
        Arrays.copyOfRange(segmentIds, from, to));
  }
}
