package org.electra4j.conversion;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.electra4j.checkpoint.TensorElements;
import org.tensorflow.proto.DataType;

/**
 * Smallest, largest and mean element. NaN if one of the elements is.
 *
 * @param mean in float64
 */
public record TensorStatistics(double min, double max, double mean) {
  /** Of a tensor's elements; empty if there are none or they are no numbers. */
  static Optional<TensorStatistics> of(DataType dtype, ByteBuffer bytes) {
    int size = TensorElements.bytes(dtype);
    int n = size == 0 ? 0 : bytes.remaining() / size;
    return n == 0 ? Optional.empty() : TensorElements.values(dtype, bytes).map(v -> of(v, n));
  }

  private static TensorStatistics of(IntToDoubleFunction values, int n) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double value = values.applyAsDouble(i);
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
    }
    return new TensorStatistics(min, max, sum / n);
  }
}
