package org.electra4j.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.io.Json;

/** What the run that wrote a TensorFlow checkpoint left beside it about the model. */
final class SidecarConfig {
  private SidecarConfig() {}

  /**
   * The discriminator's overrides of sizes, which the generator does not follow (quirk 11).
   *
   * @return null if nothing is known
   */
  static JsonNode read(Path prefix, String scope) {
    Optional<String> state = CheckpointManager.trainingState(prefix);
    if (state.isEmpty() || !scope.equals("electra")) {
      return null;
    }
    return Json.parse(state.get(), prefix + ".training-state.json")
        .path("config")
        .path("model_hparam_overrides");
  }
}
