package org.electra4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import org.tensorflow.proto.DataType;

/**
 * A tensor to be written.
 *
 * @param bytes gives its elements in row-major order, little endian, between position and limit;
 *     asked for once, when the tensor's turn comes, and not used after the next one is asked for
 */
public record NamedTensor(TensorInfo info, Supplier<ByteBuffer> bytes) {

  /** A tensor of any type with elements of a fixed size. */
  public static NamedTensor of(
      String name, DataType dtype, long[] shape, Supplier<ByteBuffer> bytes) {
    return new NamedTensor(new TensorInfo(name, dtype, shape), bytes);
  }

  /** A float32 tensor of the values in row-major order. */
  public static NamedTensor ofFloats(String name, long[] shape, float[] values) {
    return of(
        name,
        DataType.DT_FLOAT,
        shape,
        () -> {
          ByteBuffer bytes = littleEndian(values.length * Float.BYTES);
          bytes.asFloatBuffer().put(values);
          return bytes;
        });
  }

  /** An int64 scalar such as {@code global_step}. */
  public static NamedTensor ofLong(String name, long value) {
    return of(
        name, DataType.DT_INT64, new long[0], () -> littleEndian(Long.BYTES).putLong(0, value));
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
