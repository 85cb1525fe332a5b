package org.electra4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The unchecked casts that untyped operations of TensorFlow-Java ask for, in one place. */
public final class GraphCasts {
  private GraphCasts() {}

  /** The operand, which the caller knows to be float32. */
  @SuppressWarnings("unchecked")
  public static Operand<TFloat32> float32(Operand<?> operand) {
    return (Operand<TFloat32>) operand;
  }

  /** The operand, which the caller knows to be int32. */
  @SuppressWarnings("unchecked")
  public static Operand<TInt32> int32(Operand<?> operand) {
    return (Operand<TInt32>) operand;
  }
}
