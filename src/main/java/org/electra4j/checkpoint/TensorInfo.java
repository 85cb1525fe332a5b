package org.electra4j.checkpoint;

import java.util.Arrays;
import java.util.Objects;
import org.tensorflow.proto.DataType;

/**
 * A tensor of a checkpoint without its values.
 *
 * @param name the variable's name, such as {@code electra/embeddings/word_embeddings/adam_m}
 * @param shape its dimensions, empty for a scalar
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare the dimensions
public record TensorInfo(String name, DataType dtype, long[] shape) {

  /** The number of elements, 1 for a scalar. */
  public long elements() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** The shape as it is printed: {@code [30522, 128]}. */
  public String shapeText() {
    return Arrays.toString(shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorInfo o
        && name.equals(o.name)
        && dtype == o.dtype
        && Arrays.equals(shape, o.shape);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, dtype, Arrays.hashCode(shape));
  }

  @Override
  public String toString() {
    return name + " " + dtype + " " + shapeText();
  }
}
