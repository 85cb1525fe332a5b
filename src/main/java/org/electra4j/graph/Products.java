package org.electra4j.graph;

import java.util.HashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * Matrix products in the precision of the graph. Their factors are float32, or float32 rounded to
 * bfloat16; the processor sums in float32 either way, and of bfloat16 factors it rounds the sums.
 *
 * <p>A rounded tensor stays rounded while it goes from product to product, so that less memory is
 * touched; everything that is not a product, such as a softmax or a layer norm, is float32.
 */
final class Products {
  private final Ops tf;
  private final Sessions.Precision precision;
  private final Map<Output<?>, Operand<?>> rounded = new HashMap<>();

  Products(Ops tf, Sessions.Precision precision) {
    this.tf = tf;
    this.precision = precision;
  }

  /** The tensor as a factor; in bfloat16 each tensor is rounded once, however often it is used. */
  Operand<?> factor(Operand<?> x) {
    Operand<?> known = rounded.get(x.asOutput());
    if (known == null) {
      known = factor(tf, x);
      rounded.put(x.asOutput(), known);
    }
    return known;
  }

  /** The tensor as a factor, made with the operations of a gradient function. */
  Operand<?> factor(Ops t, Operand<?> x) {
    return precision == Sessions.Precision.BF16 ? cast(t, x, DataType.DT_BFLOAT16) : x;
  }

  /** A product, or what was made of it, as float32. */
  Operand<TFloat32> float32(Ops t, Operand<?> product) {
    return GraphCasts.float32(
        precision == Sessions.Precision.BF16 ? cast(t, product, DataType.DT_FLOAT) : product);
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
