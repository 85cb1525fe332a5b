package org.electra4j.finetuning.classification;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.io.Json;
import org.electra4j.tokenization.FullTokenizer;

/** Tasks of one's own: a {@code task.json} in the task's directory (docs/tasks.md). */
public final class CustomTasks {
  private CustomTasks() {}

  /** Where the description of the task of that name must stand. */
  public static Path file(String name, FinetuningConfig config) {
    return config.rawDataDir(name).resolve("task.json");
  }

  /**
   * The task of that name, if its directory has a description.
   *
   * @throws org.electra4j.io.BadInputException naming file and key if the description is wrong
   */
  public static Optional<SingleOutputTask> find(
      String name, FinetuningConfig config, FullTokenizer tokenizer) {
    Path file = file(name, config);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    TaskDescription description =
        new TaskDescriptionReader(name, file.toString()).read(Json.read(file));
    return Optional.of(new SingleOutputTask(description, config, tokenizer));
  }
}
