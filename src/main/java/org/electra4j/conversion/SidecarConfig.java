package org.electra4j.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.io.Json;

/** What stands beside a checkpoint about the model. */
final class SidecarConfig {
  private SidecarConfig() {}

  /**
   * Hugging Face's {@code config.json}; or for a checkpoint of our training the discriminator's
   * overrides of sizes, which the generator does not follow (quirk 11).
   *
   * @param scope of the encoder, {@code electra} or {@code generator}
   * @return null if nothing is known
   * @throws org.electra4j.io.BadInputException if the file is not JSON
   */
  static JsonNode read(CheckpointFiles files, String scope) {
    if (files.format() != CheckpointFormat.TENSORFLOW) {
      Path config = files.path().resolveSibling(CheckpointFiles.CONFIG);
      return Files.exists(config) ? Json.read(config) : null;
    }
    Optional<String> state = CheckpointManager.trainingState(files.path());
    if (state.isEmpty() || !scope.equals("electra")) {
      return null;
    }
    return Json.parse(state.get(), files.path() + ".training-state.json")
        .path("config")
        .path("model_hparam_overrides");
  }
}
