package org.electra4j.finetuning;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.classification.CustomTasks;
import org.electra4j.finetuning.classification.GlueTasks;
import org.electra4j.finetuning.qa.QaTasks;
import org.electra4j.finetuning.tagging.TaggingTasks;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Tokenizer;

/** Finds tasks by their names (original: {@code task_builder}). */
public final class TaskRegistry {
  /** Makes a task that needs no description. */
  @FunctionalInterface
  private interface Maker {
    Task make(FinetuningConfig config, Tokenizer tokenizer);
  }

  private static final Map<String, Maker> MAKERS = makers();

  private TaskRegistry() {}

  /**
   * The tasks of a run, in the order of their ids.
   *
   * @throws BadInputException for an unknown task or an unusable vocabulary
   */
  public static List<Task> tasks(FinetuningConfig config) {
    Tokenizer tokenizer = tokenizer(config);
    return config.taskNames().stream().map(name -> of(name, config, tokenizer)).toList();
  }

  /** The tokenizer of a run: WordPiece strips accents where it lower-cases. */
  public static Tokenizer tokenizer(FinetuningConfig config) {
    return Tokenizer.read(
        Path.of(config.vocabFile()), TextNormalization.of(config.doLowerCase(), true));
  }

  /**
   * The task of that name: one of the original's or of GLUE, or one with a description in its
   * directory.
   *
   * @throws BadInputException naming the tasks there are, if there is none of that name; or if the
   *     task works on words and the tokenizer is not WordPiece
   */
  public static Task of(String name, FinetuningConfig config, Tokenizer tokenizer) {
    Maker maker = MAKERS.get(name);
    if (maker != null) {
      return maker.make(config, tokenizer);
    }
    Path file = CustomTasks.file(name, config);
    if (!Files.exists(file)) {
      throw new BadInputException(
          "Unknown task %s, expected one of %s, or a description %s"
              .formatted(name, String.join(", ", MAKERS.keySet()), file));
    }
    JsonNode json = Json.read(file);
    return TaggingTasks.isDescription(json)
        ? TaggingTasks.described(name, json, file.toString(), config, wordPiece(name, tokenizer))
        : CustomTasks.described(name, json, file.toString(), config, tokenizer);
  }

  private static Map<String, Maker> makers() {
    Map<String, Maker> makers = new LinkedHashMap<>();
    GlueTasks.names().forEach(name -> makers.put(name, (c, t) -> GlueTasks.of(name, c, t)));
    QaTasks.names()
        .forEach(name -> makers.put(name, (c, t) -> QaTasks.of(name, c, wordPiece(name, t))));
    makers.put(
        TaggingTasks.CHUNK, (c, t) -> TaggingTasks.chunk(c, wordPiece(TaggingTasks.CHUNK, t)));
    return Collections.unmodifiableMap(makers);
  }

  /** Questions and tags are put onto words, which WordPiece alone tokenizes one by one. */
  private static FullTokenizer wordPiece(String name, Tokenizer tokenizer) {
    if (tokenizer instanceof FullTokenizer fullTokenizer) {
      return fullTokenizer;
    }
    throw new BadInputException(
        "task "
            + name
            + " works with a vocab.txt of WordPiece only, not with a tokenizer.json or .model");
  }
}
