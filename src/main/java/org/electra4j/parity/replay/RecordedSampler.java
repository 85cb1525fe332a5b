package org.electra4j.parity.replay;

import org.electra4j.graph.ModelGraph;
import org.electra4j.pretraining.TokenSampler;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Draws what the original drew.
 *
 * @param samples [batch * predictions]
 */
record RecordedSampler(Operand<TInt32> samples) implements TokenSampler {
  @Override
  public Operand<TInt32> sample(
      ModelGraph graph, Operand<TFloat32> logits, Operand<TFloat32> probs) {
    return samples;
  }

  @Override
  public TokenSampler rows(ModelGraph graph, int first, int count) {
    return new RecordedSampler(graph.tf().slice(samples, graph.vector(first), graph.vector(count)));
  }
}
