package org.electra4j.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PythonFormatTest {
  @Test
  void decimalsRoundTheBinaryValueHalfToEven() {
    assertThat(PythonFormat.fixed(6.25, 1)).isEqualTo("6.2");
    assertThat(PythonFormat.fixed(6.35, 1)).isEqualTo("6.3");
    assertThat(PythonFormat.fixed(6.75, 1)).isEqualTo("6.8");
    assertThat(PythonFormat.fixed(12.34565, 4)).isEqualTo("12.3456");
    assertThat(PythonFormat.fixed(7591533.5, 2)).isEqualTo("7591533.50");
  }

  @Test
  void namesOfNonNumbersAndTheSignOfZeroArePythons() {
    assertThat(PythonFormat.fixed(Double.NaN, 2)).isEqualTo("nan");
    assertThat(PythonFormat.fixed(Double.NEGATIVE_INFINITY, 2)).isEqualTo("-inf");
    assertThat(PythonFormat.fixed(Double.POSITIVE_INFINITY, 2)).isEqualTo("inf");
    assertThat(PythonFormat.fixed(-0.001, 2)).isEqualTo("-0.00");
    assertThat(PythonFormat.fixed(-0.0, 2)).isEqualTo("-0.00");
    assertThat(PythonFormat.fixed(-1.5, 0)).isEqualTo("-2");
  }
}
