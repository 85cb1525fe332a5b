package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.electra4j.io.Json;
import org.electra4j.testing.CapturedOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DoctorCommandTest {
  @RegisterExtension final CapturedOutput captured = new CapturedOutput();

  @Test
  void thisMachineHasNativesOfTensorFlow218() {
    assertThat(Main.run("doctor", "--json")).isZero();

    JsonNode found = Json.parse(captured.out(), "output");
    assertThat(found.get("natives").get("tensorflow").asText()).startsWith("2.18");
    assertThat(found.get("natives").get("devices").findValuesAsText("name")).contains("CPU:0");
    assertThat(found.get("cores").intValue()).isPositive();
    assertThat(found.get("memory_bytes").longValue()).isPositive();
    assertThat(found.get("cuda_libraries").findValuesAsText("name")).contains("libcudnn.so.9");
  }

  @Test
  void linesNameWhatWasFound() {
    assertThat(Main.run("doctor")).isZero();

    assertThat(captured.out()).contains("TensorFlow", "its devices", "CUDA libraries");
  }
}
