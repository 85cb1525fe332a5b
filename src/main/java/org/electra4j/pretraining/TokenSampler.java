package org.electra4j.pretraining;

import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Draws the generator's replacement for each masked position. */
@FunctionalInterface
public interface TokenSampler {
  /**
   * Draws.
   *
   * @param logits [rows, vocabulary]; the generator's, divided by the temperature and lowered at
   *     tokens that may not be drawn
   * @param probs their softmax
   * @return one token a row, [rows] int32
   */
  Operand<TInt32> sample(ModelGraph graph, Operand<TFloat32> logits, Operand<TFloat32> probs);

  /**
   * What draws for some rows of the batch only. A sampler that makes its own random numbers does
   * not care.
   *
   * @param first number of the first of the rows
   * @param count how many they are
   */
  default TokenSampler rows(ModelGraph graph, int first, int count) {
    return this;
  }
}
