package org.electra4j.data;

/**
 * One pretraining example, as the records hold it.
 *
 * @param inputIds token ids, {@code [max_seq_length]}
 * @param inputMask 1 for tokens and 0 for padding, {@code [max_seq_length]}
 * @param segmentIds 0 for the first segment and for padding, 1 for the second, {@code
 *     [max_seq_length]}
 */
public record PretrainingExample(int[] inputIds, int[] inputMask, int[] segmentIds) {}
