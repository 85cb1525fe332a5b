package org.electra4j.pretraining;

import java.util.List;
import org.electra4j.graph.ModelGraph;
import org.electra4j.model.EncoderInputs;
import org.electra4j.tokenization.Vocabulary;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** Ids of the tokens that are never predicted. */
record SpecialTokens(int cls, int sep, int mask) {
  static SpecialTokens of(Vocabulary vocabulary) {
    return new SpecialTokens(vocabulary.clsId(), vocabulary.sepId(), vocabulary.maskId());
  }

  /**
   * 1 at positions that may be masked: all but these tokens and padding (original: {@code
   * get_candidates_mask}, quirk 9); [batch * length] float32.
   */
  Operand<TFloat32> candidates(ModelGraph graph, EncoderInputs inputs) {
    Ops tf = graph.tf();
    Operand<TBool> allowed = tf.math.equal(inputs.inputMask(), graph.scalar(1));
    for (int id : List.of(cls, sep, mask)) {
      allowed = tf.math.logicalAnd(allowed, tf.math.notEqual(inputs.inputIds(), graph.scalar(id)));
    }
    return tf.dtypes.cast(tf.reshape(allowed, graph.vector(-1)), TFloat32.class);
  }
}
