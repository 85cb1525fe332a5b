package org.electra4j.finetuning.classification;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.tokenization.Tokenizer;

/** Tasks of one's own: a {@code task.json} in the task's directory (docs/tasks.md). */
public final class CustomTasks {
  private CustomTasks() {}

  /** Where the description of the task of that name must stand. */
  public static Path file(String name, FinetuningConfig config) {
    return config.rawDataDir(name).resolve("task.json");
  }

  /**
   * The described task.
   *
   * @param where the description stands, for error messages
   * @throws org.electra4j.io.BadInputException naming the key if the description is wrong
   */
  public static SingleOutputTask described(
      String name, JsonNode json, String where, FinetuningConfig config, Tokenizer tokenizer) {
    return new SingleOutputTask(
        new TaskDescriptionReader(name, where).read(json), config, tokenizer);
  }
}
