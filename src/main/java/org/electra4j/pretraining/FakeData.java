package org.electra4j.pretraining;

import org.electra4j.graph.ModelGraph;
import org.electra4j.model.EncoderInputs;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/**
 * Rows in which masked tokens were replaced by the generator's (original: {@code _get_fake_data}).
 *
 * @param inputs the corrupted rows
 * @param isFake [batch, length] int32: 1 where a token differs from the original's; in Electric, at
 *     every position drawn (quirk 15)
 */
record FakeData(EncoderInputs inputs, Operand<TInt32> isFake) {

  /**
   * @param unmasked the rows before masking
   * @param sampled the generator's tokens, [batch * predictions]
   */
  static FakeData of(
      ModelGraph graph,
      PretrainingInputs inputs,
      EncoderInputs unmasked,
      Operand<TInt32> sampled,
      boolean electric) {
    Ops tf = graph.tf();
    PretrainHelpers.ScatterUpdate<TInt32> update =
        PretrainHelpers.scatterUpdate(
            graph, unmasked.inputIds(), sampled, inputs.maskedLmPositions());
    Operand<TInt32> labels = update.updated();
    if (!electric) {
      Operand<TInt32> differs =
          tf.dtypes.cast(tf.math.notEqual(update.sequence(), unmasked.inputIds()), TInt32.class);
      labels = tf.math.mul(labels, differs);
    }
    return new FakeData(unmasked.withInputIds(update.sequence()), labels);
  }
}
