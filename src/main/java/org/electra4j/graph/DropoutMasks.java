package org.electra4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.random.StatelessRandomUniformFullInt;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Makes the masks of dropout from few random bits. */
final class DropoutMasks {
  private final ModelGraph graph;
  private final Ops tf;

  DropoutMasks(ModelGraph graph) {
    this.graph = graph;
    this.tf = graph.tf();
  }

  /**
   * 1 for entries to keep, 0 for those to drop, a function of the step's seed. One 64-bit number
   * decides four entries, so the rate is exact to 1/65,536 (0.1 becomes 0.100006).
   *
   * @param like has the shape of the mask, which need not be known before the run
   */
  Operand<TFloat32> mask(Operand<TFloat32> like, double rate) {
    Operand<TInt32> dims = dims(like);
    Operand<TInt32> size;
    Operand<TInt32> words;
    if (like.shape().hasUnknownDimension()) {
      size = tf.reshape(tf.prod(dims, graph.scalar(0)), graph.vector(1));
      words = tf.math.floorDiv(tf.math.add(size, graph.scalar(3)), graph.scalar(4));
    } else {
      int known = Math.toIntExact(like.shape().size());
      size = graph.vector(known);
      words = graph.vector((known + 3) / 4);
    }
    Operand<TInt64> bits =
        StatelessRandomUniformFullInt.create(tf.scope(), words, graph.nextSeed(), TInt64.class);
    Operand<?> lanes =
        tf.scope()
            .opBuilder("Bitcast", "Bitcast")
            .addInput(bits.asOutput())
            .setAttr("type", DataType.DT_UINT16)
            .build()
            .output(0);
    Operand<?> flat =
        untyped("Slice", untyped("Reshape", lanes, graph.vector(-1)), graph.vector(0), size);
    Operand<?> shaped = untyped("Reshape", flat, dims);
    Operand<?> threshold = cast(graph.scalar((int) Math.round(rate * 65536)), DataType.DT_UINT16);
    return GraphCasts.float32(cast(untyped("GreaterEqual", shaped, threshold), DataType.DT_FLOAT));
  }

  /** The dimensions as a tensor: a constant where they are known. */
  private Operand<TInt32> dims(Operand<TFloat32> x) {
    Shape shape = x.shape();
    if (shape.hasUnknownDimension()) {
      return tf.shape(x);
    }
    int[] dims = new int[shape.numDimensions()];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Math.toIntExact(shape.get(i));
    }
    return graph.vector(dims);
  }

  private Operand<?> untyped(String type, Operand<?>... inputs) {
    var builder = tf.scope().opBuilder(type, type);
    for (Operand<?> input : inputs) {
      builder.addInput(input.asOutput());
    }
    return builder.build().output(0);
  }

  private Operand<?> cast(Operand<?> x, DataType type) {
    return tf.scope()
        .opBuilder("Cast", "Cast")
        .addInput(x.asOutput())
        .setAttr("DstT", type)
        .build()
        .output(0);
  }
}
