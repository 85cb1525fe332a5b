package org.electra4j.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * Matrix products in the precision of the graph. Their factors are float32, or float32 rounded to
 * bfloat16 or float16; the processor sums in float32 in any case, and of rounded factors it rounds
 * the sums.
 *
 * <p>A rounded tensor stays rounded while it goes from product to product, so that less memory is
 * touched; everything that is not a product, such as a softmax or a layer norm, is float32.
 */
final class Products {
  private final ModelGraph graph;
  private final Sessions.Precision precision;

  Products(ModelGraph graph, Sessions.Precision precision) {
    this.graph = graph;
    this.precision = precision;
  }

  /** The tensor as a factor; each tensor is rounded once, however often it is used. */
  Operand<?> factor(Operand<?> x) {
    return precision == Sessions.Precision.FP32
        ? x
        : graph.once(List.of("rounded", x.asOutput()), () -> factor(graph.tf(), x));
  }

  /** The tensor as a factor, made with the operations of a gradient function. */
  Operand<?> factor(Ops t, Operand<?> x) {
    return switch (precision) {
      case FP32 -> x;
      case BF16 -> cast(t, x, DataType.DT_BFLOAT16);
      case FP16 -> cast(t, x, DataType.DT_HALF);
    };
  }

  /** A product, or what was made of it, as float32. */
  Operand<TFloat32> float32(Ops t, Operand<?> product) {
    return GraphCasts.float32(
        precision == Sessions.Precision.FP32 ? product : cast(t, product, DataType.DT_FLOAT));
  }

  private static Operand<?> cast(Ops t, Operand<?> x, DataType type) {
    return builder(t, "Cast", x).setAttr("DstT", type).build().output(0);
  }

  /** {@code a · b} of factors. */
  Operand<?> matMul(Ops t, Operand<?> a, Operand<?> b) {
    return matMul(t, a, b, false, false);
  }

  /** {@code a · b} of factors, either of them transposed. */
  Operand<?> matMul(Ops t, Operand<?> a, Operand<?> b, boolean transposeA, boolean transposeB) {
    return builder(t, "MatMul", a, b)
        .setAttr("transpose_a", transposeA)
        .setAttr("transpose_b", transposeB)
        .build()
        .output(0);
  }

  /**
   * Products of the matrices in the last two axes of factors. It is BatchMatMulV2: on a CPU up to
   * twice as fast as V3, which {@code tf.train.batchMatMul} makes.
   */
  Operand<?> batchMatMul(Ops t, Operand<?> a, Operand<?> b, boolean adjA, boolean adjB) {
    return builder(t, "BatchMatMulV2", a, b)
        .setAttr("adj_x", adjA)
        .setAttr("adj_y", adjB)
        .build()
        .output(0);
  }

  /** An operation on factors that needs no attributes. */
  static Operand<?> operation(Ops t, String type, Operand<?>... inputs) {
    return builder(t, type, inputs).build().output(0);
  }

  private static OperationBuilder builder(Ops t, String type, Operand<?>... inputs) {
    OperationBuilder builder = t.scope().opBuilder(type, type);
    for (Operand<?> input : inputs) {
      builder.addInput(input.asOutput());
    }
    return builder;
  }
}
