package org.electra4j.finetuning;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.classification.CustomTasks;
import org.electra4j.finetuning.classification.GlueTasks;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.BadInputException;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;

/** Finds tasks by their names (original: {@code task_builder}). */
public final class TaskRegistry {
  private TaskRegistry() {}

  /**
   * The tasks of a run, in the order of their ids.
   *
   * @throws BadInputException for an unknown task or an unusable vocabulary
   */
  public static List<Task> tasks(FinetuningConfig config) {
    FullTokenizer tokenizer = tokenizer(config);
    return config.taskNames().stream().map(name -> of(name, config, tokenizer)).toList();
  }

  /** The tokenizer of a run: its vocabulary, accents stripped where text is lower-cased. */
  public static FullTokenizer tokenizer(FinetuningConfig config) {
    return new FullTokenizer(
        Vocabulary.read(Path.of(config.vocabFile())),
        TextNormalization.of(config.doLowerCase(), true));
  }

  /**
   * The task of that name: one of GLUE's, or one with a description in its directory.
   *
   * @throws BadInputException naming the tasks there are, if there is none of that name
   */
  public static Task of(String name, FinetuningConfig config, FullTokenizer tokenizer) {
    return GlueTasks.find(name, config, tokenizer)
        .or(() -> CustomTasks.find(name, config, tokenizer))
        .orElseThrow(
            () ->
                new BadInputException(
                    "Unknown task %s, expected one of %s, or a description %s"
                        .formatted(
                            name,
                            String.join(", ", GlueTasks.names()),
                            CustomTasks.file(name, config))));
  }
}
