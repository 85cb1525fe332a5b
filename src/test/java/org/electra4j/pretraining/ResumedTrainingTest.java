package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.io.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resuming where a step has more state than weights and slots, or more runs than one. */
class ResumedTrainingTest {
  @TempDir Path dataDir;

  @BeforeEach
  void writeData() throws IOException {
    TinyRun.writeData(dataDir, 100, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'gradient_accumulation_steps': 4, 'optimizer': 'adamw'}",
        "{'precision': 'fp16'}",
      })
  void aResumedRunEndsInTheBytesOfAnUnbrokenOne(String variant) {
    ObjectNode hparams =
        TinyRun.hparams().put("num_train_steps", 12).put("save_checkpoints_steps", 6);
    hparams.setAll((ObjectNode) Json.parse(variant.replace('\'', '"'), "variant"));
    List<Map<String, Double>> unbroken = train(hparams.deepCopy().put("model_dir", dir("a")), 12);
    train(hparams.put("model_dir", dir("b")), 7);
    List<Map<String, Double>> resumed = train(hparams, 12);

    assertThat(resumed).isEqualTo(unbroken.subList(7, 12));
    try (TensorBundleReader a = open("a");
        TensorBundleReader b = open("b")) {
      // Sums of gradients are over when an update is.
      assertThat(a.tensors().keySet()).noneMatch(name -> name.contains("accumulated"));
      for (String name : a.tensors().keySet()) {
        assertThat(a.tensors().get(name).toString())
            .as(name)
            .isEqualTo(b.tensors().get(name).toString());
        if (!name.equals("global_step")) {
          assertThat(a.readFloats(name)).as(name).isEqualTo(b.readFloats(name));
        }
      }
    }
  }

  private String dir(String name) {
    return dataDir.resolve(name).toString();
  }

  private TensorBundleReader open(String name) {
    return TensorBundleReader.open(
        new CheckpointManager(dataDir.resolve(name), 0).latest().orElseThrow());
  }

  /** Trains until so many steps are done in all; gives the losses of those done now. */
  private List<Map<String, Double>> train(ObjectNode hparams, int steps) {
    List<Map<String, Double>> losses = new ArrayList<>();
    boolean[] stop = {false};
    PretrainingRun.train(
        TinyRun.config(dataDir, hparams),
        first ->
            (step, result) -> {
              losses.add(result.losses());
              stop[0] = step == steps;
            },
        () -> stop[0]);
    return losses;
  }
}
