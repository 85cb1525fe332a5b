package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.graph.StepTimeline;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CPU as two devices. */
class SeveralDevicesTest {
  @TempDir Path dataDir;

  @BeforeEach
  void writeData() throws IOException {
    // There these would be the machine's GPUs.
    assumeFalse(Files.isDirectory(Path.of("/proc/driver/nvidia/gpus")));
    TinyRun.writeData(dataDir, 100, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"original", "dense"})
  void twoDevicesTrainAsOneDoes(String norm) {
    ObjectNode hparams =
        TinyTraining.hparams().put("global_norm", norm).put("untied_generator_embeddings", true);
    TinyTraining one = TinyTraining.run(dataDir, hparams);

    TinyTraining two = TinyTraining.run(dataDir, hparams.put("num_devices", 2));

    two.assertSameAs(one);
  }

  @Test
  void forwardAndBackwardPassesOfATowerAreOnItsDeviceAndUpdatesOnTheFirst() {
    PretrainingConfig config =
        TinyRun.config(dataDir, TinyTraining.hparams().put("num_devices", 2));
    StepTimeline timeline;
    try (PretrainingSession session = TinyTraining.session(config)) {
      timeline = session.profile(TinyTraining.batches(config).get(0), 1, 1e-3f, 1);
    }

    Map<String, Long> products = callsByDevice(timeline, "MatMul");
    assertThat(products).hasSize(2);
    assertThat(products.get("CPU:1")).isPositive().isEqualTo(products.get("CPU:0"));
    assertThat(callsByDevice(timeline, "ResourceApplyAdam")).containsOnlyKeys("CPU:0");
    // Has no hand-written gradient, so TensorFlow itself places it.
    assertThat(callsByDevice(timeline, "gradients/")).containsOnlyKeys("CPU:0", "CPU:1");
  }

  /**
   * @param part of the name or the type of an operation, which oneDNN may lengthen
   */
  private static Map<String, Long> callsByDevice(StepTimeline timeline, String part) {
    return timeline.executions().stream()
        .filter(e -> e.type().contains(part) || e.name().contains(part))
        .collect(
            Collectors.groupingBy(
                e -> e.device().replaceFirst(".*device:", ""),
                TreeMap::new,
                Collectors.counting()));
  }
}
