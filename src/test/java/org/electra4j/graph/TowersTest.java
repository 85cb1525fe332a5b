package org.electra4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TowersTest {
  @Test
  void anOddBatchStaysWhole() {
    assertThat(Towers.forBatch(1)).isEqualTo(Towers.WHOLE);
    assertThat(Towers.forBatch(15)).isEqualTo(Towers.WHOLE);
  }

  @Test
  void partsAreOfOneSize() {
    for (int rows = 1; rows < 40; rows++) {
      assertThat(rows % Towers.forBatch(rows).number()).isZero();
    }
  }
}
