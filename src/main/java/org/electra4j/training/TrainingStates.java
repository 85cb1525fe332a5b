package org.electra4j.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.Optional;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/** Reads what a run of ours keeps beside its checkpoints. */
public final class TrainingStates {
  private TrainingStates() {}

  /**
   * The state beside a checkpoint.
   *
   * @param type the record that was saved, or {@code JsonNode}
   * @return empty if there is none, as with the original's checkpoints
   * @throws BadInputException if it is something else
   */
  public static <T> Optional<T> read(Path prefix, Class<T> type) {
    String where = "the training state of " + prefix;
    return CheckpointManager.trainingState(prefix)
        .map(
            text -> {
              try {
                return Json.mapper().treeToValue(Json.parse(text, where), type);
              } catch (JsonProcessingException e) {
                throw new BadInputException(where + ": " + e.getOriginalMessage(), e);
              }
            });
  }
}
