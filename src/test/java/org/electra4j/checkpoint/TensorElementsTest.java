package org.electra4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;

class TensorElementsTest {
  @Test
  void everyFloat16GoesThroughFloat32AndBack() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      float value = SmallFloats.fromFloat16((short) bits);
      if (Float.isNaN(value)) {
        assertThat(SmallFloats.fromFloat16(SmallFloats.toFloat16(value))).isNaN();
      } else {
        assertThat(SmallFloats.toFloat16(value)).as("%04x", bits).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void everyBfloat16GoesThroughFloat32AndBack() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      float value = SmallFloats.fromBfloat16((short) bits);
      if (Float.isNaN(value)) {
        assertThat(SmallFloats.fromBfloat16(SmallFloats.toBfloat16(value))).isNaN();
      } else {
        assertThat(SmallFloats.toBfloat16(value)).as("%04x", bits).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void float16RoundsTiesToEvenAndLargeNumbersToInfinity() {
    assertThat(SmallFloats.fromFloat16((short) 0x3c00)).isEqualTo(1f);
    assertThat(SmallFloats.fromFloat16((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(SmallFloats.toFloat16(1 + 0x1p-11f)).isEqualTo((short) 0x3c00);
    assertThat(SmallFloats.toFloat16(1 + 0x3p-11f)).isEqualTo((short) 0x3c02);
    assertThat(SmallFloats.toFloat16(65519f)).isEqualTo((short) 0x7bff);
    assertThat(SmallFloats.toFloat16(-65520f)).isEqualTo((short) 0xfc00);
    assertThat(SmallFloats.toFloat16(0x1p-25f)).isEqualTo((short) 0);
    assertThat(SmallFloats.toFloat16(0x1p-14f - 0x1p-26f)).isEqualTo((short) 0x0400);
  }

  @Test
  void bfloat16RoundsTiesToEven() {
    assertThat(SmallFloats.toBfloat16(1 + 0x1p-8f)).isEqualTo((short) 0x3f80);
    assertThat(SmallFloats.toBfloat16(1 + 0x3p-8f)).isEqualTo((short) 0x3f82);
    assertThat(SmallFloats.toBfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
  }

  @Test
  void transposingTwiceGivesTheMatrix() {
    for (DataType dtype : new DataType[] {DataType.DT_FLOAT, DataType.DT_HALF, DataType.DT_INT64}) {
      int size = TensorElements.bytes(dtype);
      byte[] bytes = new byte[6 * size];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) i;
      }
      ByteBuffer matrix = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer transposed = TensorElements.transpose(matrix, 2, 3, dtype);
      assertThat(transposed.get(size)).isEqualTo((byte) (3 * size)); // [0, 1] was [1, 0]
      assertThat(TensorElements.transpose(transposed, 3, 2, dtype)).isEqualTo(matrix);
    }
  }
}
