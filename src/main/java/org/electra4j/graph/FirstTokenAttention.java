package org.electra4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * {@link SelfAttention} of the first token of each sequence alone: its query meets the keys and
 * values of all tokens. With one query a sequence the scores are too small to be worth a gradient
 * in one piece, or rounded factors.
 */
final class FirstTokenAttention {
  private FirstTokenAttention() {}

  /**
   * Adds the attention to the graph.
   *
   * @param x [batch x length, width]
   * @param first the first token's row of each sequence, [batch, width]
   * @param byHead the shape [batch, length, heads, head size]
   * @param mask added to the scores, broadcast to [batch, heads, 1, length]
   * @return [batch, width]
   */
  static Operand<TFloat32> build(
      ModelGraph graph,
      AttentionWeights weights,
      Operand<TFloat32> x,
      Operand<TFloat32> first,
      Operand<TInt32> byHead,
      Operand<TFloat32> mask) {
    Ops tf = graph.tf();
    Layers layers = new Layers(graph);
    Operand<TFloat32> query =
        tf.math.mul(
            weights.query().apply(graph, first),
            graph.scalar((float) (1 / Math.sqrt(weights.size()))));
    Operand<TFloat32> queries =
        tf.reshape(query, graph.vector(-1, weights.heads(), 1, weights.size()));
    Operand<TFloat32> keys = heads(graph, weights.key().apply(graph, x), byHead);
    Operand<TFloat32> values = heads(graph, weights.value().apply(graph, x), byHead);
    Operand<TFloat32> probs = tf.nn.softmax(tf.math.add(product(graph, queries, keys, true), mask));
    Operand<TFloat32> context =
        product(graph, layers.dropout(probs, weights.dropoutRate()), values, false);
    // [batch, heads, 1, head size] lies in memory as [batch, width] does.
    return weights.output().apply(graph, tf.reshape(context, graph.vector(-1, weights.width())));
  }

  /** [batch, heads, length, head size] */
  private static Operand<TFloat32> heads(
      ModelGraph graph, Operand<TFloat32> x, Operand<TInt32> byHead) {
    Ops tf = graph.tf();
    return tf.linalg.transpose(tf.reshape(x, byHead), graph.vector(0, 2, 1, 3));
  }

  private static Operand<TFloat32> product(
      ModelGraph graph, Operand<TFloat32> a, Operand<TFloat32> b, boolean transposeB) {
    return GraphCasts.float32(graph.products().batchMatMul(graph.tf(), a, b, false, transposeB));
  }
}
