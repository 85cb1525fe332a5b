package org.electra4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The value of an activation function and its derivative, entry by entry.
 *
 * @param value of the shape of the argument
 * @param derivative of the shape of the argument; null for the constant 1
 */
record Activation(Operand<TFloat32> value, Operand<TFloat32> derivative) {

  /**
   * The activation of that name (original: {@code modeling.get_activation}).
   *
   * @throws IllegalArgumentException for a name other than gelu, relu, tanh, linear
   */
  static Activation of(ModelGraph graph, String name, Operand<TFloat32> x) {
    Ops tf = graph.tf();
    return switch (name) {
      case "gelu" -> gelu(graph, x);
      case "relu" ->
          new Activation(
              tf.nn.relu(x), tf.dtypes.cast(tf.math.greater(x, graph.scalar(0f)), TFloat32.class));
      case "tanh" -> {
        Operand<TFloat32> y = tf.math.tanh(x);
        yield new Activation(y, tf.math.sub(graph.scalar(1f), tf.math.square(y)));
      }
      case "linear" -> new Activation(x, null);
      default -> throw new IllegalArgumentException("unsupported activation: " + name);
    };
  }

  /** {@code x · Φ(x)} with Φ by erf (Hendrycks and Gimpel 2016). */
  private static Activation gelu(ModelGraph graph, Operand<TFloat32> x) {
    Ops tf = graph.tf();
    Operand<TFloat32> half = graph.scalar(0.5f);
    Operand<TFloat32> densityScale = graph.scalar((float) (1 / Math.sqrt(Math.PI)));
    Operand<TFloat32> z = tf.math.mul(x, graph.scalar((float) Math.sqrt(0.5)));
    Operand<TFloat32> cdf = tf.math.add(tf.math.mul(tf.math.erf(z), half), half);
    // x φ(x) = z exp(-z²) / sqrt(π), with z = x / sqrt(2)
    Operand<TFloat32> bell = tf.math.exp(tf.math.mul(z, tf.math.neg(z)));
    Operand<TFloat32> density = tf.math.mul(tf.math.mul(z, bell), densityScale);
    return new Activation(tf.math.mul(x, cdf), tf.math.add(cdf, density));
  }

  /** The gradient by the argument, from that by the value. */
  Operand<TFloat32> backward(Ops t, Operand<TFloat32> valueGradient) {
    return derivative == null ? valueGradient : t.math.mul(valueGradient, derivative);
  }
}
