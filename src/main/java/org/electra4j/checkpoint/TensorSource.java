package org.electra4j.checkpoint;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;

/** The tensors of a checkpoint of any format. */
public interface TensorSource extends AutoCloseable {
  /** All tensors by the name that they have in the file. */
  SortedMap<String, TensorInfo> tensors();

  /**
   * A tensor's elements in row-major order, little endian, position 0.
   *
   * @throws org.electra4j.io.BadInputException if there is no such tensor, or it is damaged or of a
   *     kind that is not supported
   */
  ByteBuffer read(String name);

  /** Free-form text that the file carries; empty for formats without it. */
  default Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  void close();
}
