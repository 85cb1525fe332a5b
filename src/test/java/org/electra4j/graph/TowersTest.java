package org.electra4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.DeviceSpec;

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

  @Test
  void severalDevicesAreTheFirstGpusOrPartsOfTheCpu() {
    assertThat(Towers.onDevices(2, 4).devices())
        .extracting(DeviceSpec::toString)
        .containsExactly("/device:GPU:0", "/device:GPU:1");
    assertThat(Towers.onDevices(2, 0).devices())
        .extracting(DeviceSpec::toString)
        .containsExactly("/device:CPU:0", "/device:CPU:1");
    assertThatThrownBy(() -> Towers.onDevices(4, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessage("num_devices is 4, this machine has 1 GPU");
  }

  @Test
  void gpusAreTheDirectoriesThatTheDriverLists(@TempDir Path list) throws IOException {
    Files.createDirectories(list.resolve("0000:01:00.0"));
    Files.createDirectories(list.resolve("0000:02:00.0"));

    assertThat(Towers.gpus(list)).isEqualTo(2);
    assertThat(Towers.gpus(list.resolve("absent"))).isZero();
  }
}
