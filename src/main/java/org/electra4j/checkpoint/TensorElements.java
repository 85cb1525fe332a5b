package org.electra4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.tensorflow.proto.DataType;

/** Elements of tensors as numbers, and floating-point tensors in another type. */
public final class TensorElements {
  private TensorElements() {}

  /** Bytes of one element, 0 for types without a fixed size (strings). */
  public static int bytes(DataType dtype) {
    return ElementTypes.bytes(dtype);
  }

  /** Whether weights can be stored in this type: float64, float32, float16 or bfloat16. */
  public static boolean isFloating(DataType dtype) {
    return dtype == DataType.DT_FLOAT
        || dtype == DataType.DT_HALF
        || dtype == DataType.DT_BFLOAT16
        || dtype == DataType.DT_DOUBLE;
  }

  /** The type as Python names it: {@code float32}. */
  public static String name(DataType dtype) {
    return switch (dtype) {
      case DT_FLOAT -> "float32";
      case DT_HALF -> "float16";
      case DT_DOUBLE -> "float64";
      default -> dtype.name().replaceFirst("^DT_", "").toLowerCase(Locale.ROOT);
    };
  }

  /**
   * The elements by index, exactly (int64 beyond 2^53 rounded).
   *
   * @param bytes little endian, from position 0 on
   * @return empty for types that are not plain numbers
   */
  public static Optional<IntToDoubleFunction> values(DataType dtype, ByteBuffer bytes) {
    ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return Optional.ofNullable(
        switch (dtype) {
          case DT_FLOAT -> i -> in.getFloat(4 * i);
          case DT_HALF -> i -> SmallFloats.fromFloat16(in.getShort(2 * i));
          case DT_BFLOAT16 -> i -> SmallFloats.fromBfloat16(in.getShort(2 * i));
          case DT_DOUBLE -> i -> in.getDouble(8 * i);
          case DT_INT64 -> i -> in.getLong(8 * i);
          case DT_INT32 -> i -> in.getInt(4 * i);
          case DT_INT16 -> i -> in.getShort(2 * i);
          case DT_INT8 -> i -> in.get(i);
          case DT_UINT8, DT_BOOL -> i -> in.get(i) & 0xff;
          default -> null;
        });
  }

  /**
   * A floating-point tensor in another floating-point type, rounded to nearest, ties to even.
   *
   * @throws IllegalArgumentException if one of the types is not floating point, or the wanted one
   *     is float64
   */
  public static ByteBuffer convert(DataType from, ByteBuffer bytes, DataType to) {
    if (from == to) {
      return bytes;
    }
    int n = bytes.remaining() / bytes(from);
    IntToDoubleFunction values =
        values(from, bytes).orElseThrow(() -> new IllegalArgumentException(from + " to " + to));
    ByteBuffer out = ByteBuffer.allocate(n * bytes(to)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < n; i++) {
      float value = (float) values.applyAsDouble(i);
      switch (to) {
        case DT_FLOAT -> out.putFloat(value);
        case DT_HALF -> out.putShort(SmallFloats.toFloat16(value));
        case DT_BFLOAT16 -> out.putShort(SmallFloats.toBfloat16(value));
        default -> throw new IllegalArgumentException(from + " to " + to);
      }
    }
    return out.flip();
  }

  /**
   * The elements as float32, those of float64 rounded.
   *
   * @throws IllegalArgumentException if the type is not floating point
   */
  public static float[] floats(DataType dtype, ByteBuffer bytes) {
    ByteBuffer converted = convert(dtype, bytes, DataType.DT_FLOAT);
    float[] values = new float[converted.remaining() / Float.BYTES];
    converted.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /** The transpose of a matrix [rows, columns] with elements of any fixed size. */
  public static ByteBuffer transpose(ByteBuffer bytes, int rows, int columns, DataType dtype) {
    int size = bytes(dtype);
    ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer out = ByteBuffer.allocate(in.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int source = size * (row * columns + column);
        int target = size * (column * rows + row);
        switch (size) {
          case 4 -> out.putInt(target, in.getInt(source));
          case 2 -> out.putShort(target, in.getShort(source));
          case 8 -> out.putLong(target, in.getLong(source));
          default -> out.put(target, in, source, size);
        }
      }
    }
    return out;
  }
}
