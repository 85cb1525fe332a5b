package org.electra4j.checkpoint.safetensors;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.proto.DataType;

/** The format's names of element types. */
final class Dtypes {
  private static final Map<String, DataType> BY_NAME =
      Map.ofEntries(
          Map.entry("BOOL", DataType.DT_BOOL),
          Map.entry("U8", DataType.DT_UINT8),
          Map.entry("I8", DataType.DT_INT8),
          Map.entry("F8_E5M2", DataType.DT_FLOAT8_E5M2),
          Map.entry("F8_E4M3", DataType.DT_FLOAT8_E4M3FN),
          Map.entry("U16", DataType.DT_UINT16),
          Map.entry("I16", DataType.DT_INT16),
          Map.entry("F16", DataType.DT_HALF),
          Map.entry("BF16", DataType.DT_BFLOAT16),
          Map.entry("U32", DataType.DT_UINT32),
          Map.entry("I32", DataType.DT_INT32),
          Map.entry("F32", DataType.DT_FLOAT),
          Map.entry("U64", DataType.DT_UINT64),
          Map.entry("I64", DataType.DT_INT64),
          Map.entry("F64", DataType.DT_DOUBLE));

  private static final Map<DataType, String> NAMES =
      BY_NAME.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private Dtypes() {}

  static Optional<DataType> parse(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /**
   * @throws IllegalArgumentException if the format does not have the type
   */
  static String name(DataType dtype) {
    String name = NAMES.get(dtype);
    if (name == null) {
      throw new IllegalArgumentException("no " + dtype + " in safetensors");
    }
    return name;
  }
}
