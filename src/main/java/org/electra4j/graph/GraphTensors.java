package org.electra4j.graph;

import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Java arrays, row-major, to and from tensors. */
public final class GraphTensors {
  private GraphTensors() {}

  /** An int32 tensor; the caller closes it. */
  public static TInt32 of(Shape shape, int[] values) {
    return TInt32.tensorOf(shape, DataBuffers.of(values, true, false));
  }

  /** A float32 tensor; the caller closes it. */
  public static TFloat32 of(Shape shape, float[] values) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
  }

  /** The entries of an int32 tensor. */
  public static int[] ints(Tensor tensor) {
    int[] values = new int[Math.toIntExact(tensor.shape().size())];
    ((TInt32) tensor).copyTo(NdArrays.wrap(tensor.shape(), DataBuffers.of(values, false, false)));
    return values;
  }

  /** The entries of a float32 tensor. */
  public static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    ((TFloat32) tensor).copyTo(NdArrays.wrap(tensor.shape(), DataBuffers.of(values, false, false)));
    return values;
  }
}
