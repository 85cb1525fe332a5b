package org.electra4j.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Cross-entropies with hand-written gradients, which share the probabilities with their users. */
public final class Losses {
  private final ModelGraph graph;
  private final Ops tf;

  public Losses(ModelGraph graph) {
    this.graph = graph;
    this.tf = graph.tf();
  }

  /**
   * Cross-entropy of a softmax with one true class a row.
   *
   * @param logits [rows, classes]
   * @param probs the softmax of {@code logits}; shared, since it also serves sampling
   * @param labels [rows] int32
   * @return minus the log-probability of each label, [rows]
   */
  public Operand<TFloat32> softmaxCrossEntropy(
      Operand<TFloat32> logits, Operand<TFloat32> probs, Operand<TInt32> labels) {
    Operand<TInt32> row = tf.range(graph.scalar(0), rows(logits), graph.scalar(1));
    Operand<TInt32> index = tf.stack(List.of(row, labels), Stack.axis(1L));
    Operand<TInt32> last = graph.scalar(-1);
    // The largest probability is at least 1/classes, so its logarithm is safe where that of the
    // label's probability, which may have underflowed, is not.
    Operand<TFloat32> belowLargest = tf.math.sub(tf.max(logits, last), tf.gatherNd(logits, index));
    Operand<TFloat32> loss = tf.math.sub(belowLargest, tf.math.log(tf.max(probs, last)));
    return graph.withGradient(
        loss,
        List.of(logits),
        (t, dy) ->
            List.of(t.tensorScatterNdSub(t.math.mul(probs, t.expandDims(dy, last)), index, dy)));
  }

  /** The number of rows, which may be known only when a batch is fed. */
  private Operand<TInt32> rows(Operand<TFloat32> logits) {
    long rows = logits.shape().get(0);
    return rows == Shape.UNKNOWN_SIZE
        ? tf.reshape(tf.slice(tf.shape(logits), graph.vector(0), graph.vector(1)), graph.vector())
        : graph.scalar(Math.toIntExact(rows));
  }

  /**
   * Cross-entropy of a logistic regression.
   *
   * @param logits [rows]
   * @param probs their sigmoid, [rows]
   * @param labels 0 or 1, [rows]
   * @return the loss of each row
   */
  public Operand<TFloat32> sigmoidCrossEntropy(
      Operand<TFloat32> logits, Operand<TFloat32> probs, Operand<TFloat32> labels) {
    Operand<TFloat32> loss =
        tf.math.add(
            tf.math.sub(tf.nn.relu(logits), tf.math.mul(logits, labels)),
            tf.math.log1p(tf.math.exp(tf.math.neg(tf.math.abs(logits)))));
    return graph.withGradient(
        loss, List.of(logits), (t, dy) -> List.of(t.math.mul(dy, t.math.sub(probs, labels))));
  }
}
