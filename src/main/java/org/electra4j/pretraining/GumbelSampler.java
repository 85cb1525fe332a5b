package org.electra4j.pretraining;

import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Draws as the original does, from given uniform numbers: the largest of logits plus Gumbel noise
 * (original: {@code sample_from_softmax}, quirk 10). For replays of the original's draws.
 *
 * @param uniformNoise [rows, vocabulary], in [0, 1)
 */
public record GumbelSampler(Operand<TFloat32> uniformNoise) implements TokenSampler {
  private static final float TINY = 1e-9f;

  @Override
  public Operand<TInt32> sample(
      ModelGraph graph, Operand<TFloat32> logits, Operand<TFloat32> probs) {
    Ops tf = graph.tf();
    // Softmax first, as in the original, so that ties by its rounding fall alike.
    return tf.math.argMax(tf.nn.softmax(noisy(graph, logits)), graph.scalar(-1), TInt32.class);
  }

  @Override
  public TokenSampler rows(ModelGraph graph, int first, int count) {
    return new GumbelSampler(
        graph.tf().slice(uniformNoise, graph.vector(first, 0), graph.vector(count, -1)));
  }

  /** Logits plus Gumbel noise, [rows, vocabulary]. */
  public Operand<TFloat32> noisy(ModelGraph graph, Operand<TFloat32> logits) {
    return graph.tf().math.sub(logits, logOfNegativeLog(graph, uniformNoise));
  }

  private static Operand<TFloat32> logOfNegativeLog(ModelGraph graph, Operand<TFloat32> u) {
    Ops tf = graph.tf();
    Operand<TFloat32> tiny = graph.scalar(TINY);
    Operand<TFloat32> negativeLog = tf.math.neg(tf.math.log(tf.math.add(u, tiny)));
    return tf.math.log(tf.math.add(negativeLog, tiny));
  }
}
