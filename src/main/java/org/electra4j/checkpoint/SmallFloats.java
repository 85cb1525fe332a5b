package org.electra4j.checkpoint;

/** The 16-bit floating-point formats; Java 17 has no conversions of its own. */
final class SmallFloats {
  private static final int FLOAT16_EXPONENT_BITS = 0x7c00;
  private static final int FLOAT16_MANTISSA = 0x3ff;

  /** 2^-24, the unit of float16's subnormal numbers. */
  private static final float FLOAT16_UNIT = 0x1p-24f;

  /** The smallest normal float16. */
  private static final float FLOAT16_NORMAL = 0x1p-14f;

  private SmallFloats() {}

  /** The upper half of a float32, exactly. */
  static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The nearest bfloat16, ties to even; NaN stays NaN. */
  static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40); // a payload in the lower half alone would make infinity
    }
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }

  /** The value of IEEE 754 binary16, exactly. */
  static float fromFloat16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits & FLOAT16_EXPONENT_BITS;
    int mantissa = bits & FLOAT16_MANTISSA;
    if (exponent == 0) {
      float magnitude = mantissa * FLOAT16_UNIT;
      return sign == 0 ? magnitude : -magnitude;
    }
    if (exponent == FLOAT16_EXPONENT_BITS) {
      return Float.intBitsToFloat(sign | 0x7f800000 | mantissa << 13);
    }
    return Float.intBitsToFloat(sign | ((exponent << 13) + (112 << 23)) | mantissa << 13);
  }

  /** The nearest IEEE 754 binary16, ties to even; too large becomes infinite. */
  static short toFloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | FLOAT16_EXPONENT_BITS | 0x200 | bits >>> 13 & FLOAT16_MANTISSA);
    }
    if (magnitude < FLOAT16_NORMAL) {
      return (short) (sign | (int) Math.rint(magnitude / FLOAT16_UNIT));
    }
    int positive = bits & 0x7fffffff;
    int rounded = positive + 0xfff + (positive >>> 13 & 1) - (112 << 23);
    return (short) (sign | Math.min(rounded >>> 13, FLOAT16_EXPONENT_BITS));
  }
}
