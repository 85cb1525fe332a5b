package org.electra4j.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Two dense layers with an activation between them, and their gradients in one piece. */
final class FeedForward {
  private FeedForward() {}

  /**
   * {@code activation(x · K1 + b1) · K2 + b2}.
   *
   * @param x [rows, in]
   * @param inner K1 [in, intermediate] and b1
   * @param outer K2 [intermediate, out] and b2
   * @return [rows, out]
   */
  static Operand<TFloat32> build(
      ModelGraph graph, Operand<TFloat32> x, Dense inner, String activation, Dense outer) {
    Ops tf = graph.tf();
    Products products = graph.products();
    Operand<?> xFactor = products.factor(x);
    Operand<?> innerKernel = products.factor(inner.kernel());
    Operand<?> outerKernel = products.factor(outer.kernel());
    Operand<TFloat32> hidden =
        tf.nn.biasAdd(
            products.float32(tf, products.matMul(tf, xFactor, innerKernel)), inner.bias());
    Activation activated = Activation.of(graph, activation, hidden);
    Operand<?> y = products.factor(activated.value());
    Operand<TFloat32> out =
        tf.nn.biasAdd(products.float32(tf, products.matMul(tf, y, outerKernel)), outer.bias());
    Operand<?> innerTransposed = inner.transposedKernel(graph);
    return graph.withGradient(
        out,
        List.of(x, inner.kernel(), inner.bias(), outer.kernel(), outer.bias()),
        (t, dOut) -> {
          Operand<?> d = products.factor(t, dOut);
          Operand<TFloat32> dHidden =
              activated.backward(
                  t, products.float32(t, products.matMul(t, d, outerKernel, false, true)));
          Operand<?> dFactor = products.factor(t, dHidden);
          return List.of(
              products.float32(t, products.matMul(t, dFactor, innerTransposed)),
              products.float32(t, products.matMul(t, xFactor, dFactor, true, false)),
              t.nn.biasAddGrad(dHidden),
              products.float32(t, products.matMul(t, y, d, true, false)),
              t.nn.biasAddGrad(dOut));
        });
  }
}
