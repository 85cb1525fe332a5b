package org.electra4j.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The weights of a self-attention, and those of queries, keys and values as one dense layer.
 *
 * @param query of [in, width], likewise key and value
 * @param output of [width, width]
 * @param heads their number
 * @param size of a head; heads x size is the width
 * @param dropoutRate of the attention probabilities
 */
record AttentionWeights(
    ModelGraph graph,
    Dense query,
    Dense key,
    Dense value,
    Dense output,
    int heads,
    int size,
    double dropoutRate) {
  /** Queries, keys and values. */
  static final int PARTS = 3;

  int width() {
    return heads * size;
  }

  /** The scores' scale, which goes onto the queries. */
  private Operand<TFloat32> queryScale() {
    return graph.scalar((float) (1 / Math.sqrt(size)));
  }

  /** What dropout scales the kept probabilities by, which goes onto the values. */
  private Operand<TFloat32> valueScale() {
    return graph.scalar((float) (1 / (1 - dropoutRate)));
  }

  /** The scaled kernels of queries, keys and values side by side, [in, 3 x width]. */
  Operand<TFloat32> kernel() {
    return GraphCasts.float32(
        graph.once(
            List.of("attention", query.kernel().asOutput()),
            () -> joined(query.kernel(), key.kernel(), value.kernel(), 1)));
  }

  /** {@link #kernel()} as a factor, transposed: [3 x width, in]. */
  Operand<?> transposedKernel() {
    return new Dense(kernel(), null).transposedKernel(graph);
  }

  /** The biases likewise, [3 x width]. */
  Operand<TFloat32> bias() {
    return GraphCasts.float32(
        graph.once(
            List.of("attention", query.bias().asOutput()),
            () -> joined(query.bias(), key.bias(), value.bias(), 0)));
  }

  private Operand<TFloat32> joined(
      Operand<TFloat32> ofQuery, Operand<TFloat32> ofKey, Operand<TFloat32> ofValue, int axis) {
    Ops tf = graph.tf();
    return tf.concat(
        List.of(tf.math.mul(ofQuery, queryScale()), ofKey, tf.math.mul(ofValue, valueScale())),
        graph.scalar(axis));
  }

  /** The variables, kernel before bias, in the order of their making. */
  List<Operand<TFloat32>> variables() {
    return List.of(
        query.kernel(),
        query.bias(),
        key.kernel(),
        key.bias(),
        value.kernel(),
        value.bias(),
        output.kernel(),
        output.bias());
  }

  /**
   * The gradients by the first six of {@link #variables()}.
   *
   * @param byKernel the gradient by {@link #kernel()}
   * @param byBias the gradient by {@link #bias()}
   */
  List<Operand<TFloat32>> split(Ops t, Operand<TFloat32> byKernel, Operand<TFloat32> byBias) {
    List<Output<TFloat32>> kernels = t.split(t.constant(1), byKernel, (long) PARTS).output();
    List<Output<TFloat32>> biases = t.split(t.constant(0), byBias, (long) PARTS).output();
    return List.of(
        t.math.mul(kernels.get(0), queryScale()),
        t.math.mul(biases.get(0), queryScale()),
        kernels.get(1),
        biases.get(1),
        t.math.mul(kernels.get(2), valueScale()),
        t.math.mul(biases.get(2), valueScale()));
  }
}
