package org.electra4j.finetuning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;

/** A data directory with files of tasks, for tests; the vocabulary is the tiny one. */
public record TaskFixtures(Path data) {
  /** Writes a file below {@code finetuning_data}. */
  public Path write(String name, String content) {
    Path file = data.resolve("finetuning_data").resolve(name);
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The configuration of one task; the hparams are JSON without braces, in single quotes. */
  public FinetuningConfig config(String task, String hparams) {
    ObjectNode values = (ObjectNode) Json.parse("{" + hparams.replace('\'', '"') + "}", "hparams");
    values.putArray("task_names").add(task);
    if (!values.has("vocab_file")) {
      values.put("vocab_file", Reference.tinyVocabulary().toString());
    }
    return FinetuningConfig.of("m", data, values);
  }

  /** One task. */
  public Task task(String name, String hparams) {
    return TaskRegistry.tasks(config(name, hparams)).get(0);
  }
}
