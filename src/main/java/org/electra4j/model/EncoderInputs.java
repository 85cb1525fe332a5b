package org.electra4j.model;

import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;

/**
 * What a Transformer reads.
 *
 * @param batch rows, or {@link #ANY_BATCH} where they are known only when a batch is fed (not for
 *     encoders that look one way)
 * @param length tokens a row, or {@link #ANY_LENGTH} where batches differ in it (not for encoders
 *     that look one way)
 * @param inputIds [batch, length] int32
 * @param inputMask [batch, length] int32, 1 for tokens and 0 for padding
 * @param segmentIds [batch, length] int32
 */
public record EncoderInputs(
    int batch,
    int length,
    Operand<TInt32> inputIds,
    Operand<TInt32> inputMask,
    Operand<TInt32> segmentIds) {

  /** Length of rows that is known only when a batch is fed. */
  public static final int ANY_LENGTH = -1;

  /** Number of rows that is known only when a batch is fed. */
  public static final int ANY_BATCH = -1;

  /** Some of the rows. */
  public EncoderInputs rows(ModelGraph graph, int first, int count) {
    if (count == batch) {
      return this;
    }
    return new EncoderInputs(
        count,
        length,
        rows(graph, inputIds, first, count),
        rows(graph, inputMask, first, count),
        rows(graph, segmentIds, first, count));
  }

  private static Operand<TInt32> rows(ModelGraph graph, Operand<TInt32> all, int first, int count) {
    return graph.tf().slice(all, graph.vector(first, 0), graph.vector(count, -1));
  }

  /** The same rows with other tokens. */
  public EncoderInputs withInputIds(Operand<TInt32> ids) {
    return new EncoderInputs(batch, length, ids, inputMask, segmentIds);
  }
}
