package org.electra4j.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The weights of a dense layer.
 *
 * @param kernel [in, units]
 * @param bias [units]
 */
record Dense(Operand<TFloat32> kernel, Operand<TFloat32> bias) {

  /** The variables {@code <scope>/kernel} and {@code <scope>/bias}, made at first use. */
  static Dense of(ModelGraph graph, String scope, long in, int units, Initializer initializer) {
    return new Dense(
        graph.variable(scope + "/kernel", Shape.of(in, units), initializer).value(),
        graph.variable(scope + "/bias", Shape.of(units), Initializer.ZEROS).value());
  }

  /**
   * The kernel as a factor, transposed: a product with a wide kernel is slow if it has to read it
   * across, so that one transposition a step pays. [units, in]
   */
  Operand<?> transposedKernel(ModelGraph graph) {
    return graph.once(
        List.of("transposed", kernel.asOutput()),
        () ->
            Products.operation(
                graph.tf(), "Transpose", graph.products().factor(kernel), graph.vector(1, 0)));
  }

  /**
   * {@code x · kernel + bias}.
   *
   * @param x [rows, in]
   * @return [rows, units]
   */
  Operand<TFloat32> apply(ModelGraph graph, Operand<TFloat32> x) {
    Ops tf = graph.tf();
    Products products = graph.products();
    Operand<?> xFactor = products.factor(x);
    Operand<?> kernelFactor = products.factor(kernel);
    Operand<TFloat32> y =
        tf.nn.biasAdd(products.float32(tf, products.matMul(tf, xFactor, kernelFactor)), bias);
    return graph.withGradient(
        y,
        List.of(x, kernel, bias),
        (t, dy) -> {
          Operand<?> d = products.factor(t, dy);
          return List.of(
              products.float32(t, products.matMul(t, d, kernelFactor, false, true)),
              products.float32(t, products.matMul(t, xFactor, d, true, false)),
              t.nn.biasAddGrad(dy));
        });
  }
}
