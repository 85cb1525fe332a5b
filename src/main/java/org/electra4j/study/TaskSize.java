package org.electra4j.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.TaskRegistry;
import org.electra4j.finetuning.task.Example;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.TemporaryDirectory;
import org.electra4j.io.Utf8LineReader;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.WordPieceTrainer;

/**
 * How large a task is.
 *
 * @param trainingExamples all of them, before {@code train_fraction}
 * @param evaluationExamples of all splits that are evaluated
 * @param tokens mean length of an input, about
 */
record TaskSize(int trainingExamples, int evaluationExamples, double tokens) {
  private static final int SAMPLE = 2000;
  private static final int VOCABULARY = 8192;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz 0123456789";

  /**
   * Reads the files of tasks, all of which have to be there. Lengths are counted with a vocabulary
   * of the tasks' own texts, since that of the study may not be made yet.
   *
   * @param configs the configuration of a task with a vocabulary
   * @throws BadInputException if a file is missing or wrong
   */
  static Map<String, TaskSize> of(
      List<String> tasks, BiFunction<String, Path, FinetuningConfig> configs) {
    try (TemporaryDirectory directory = TemporaryDirectory.create("electra-study-")) {
      Path letters = directory.path().resolve("letters.txt");
      write(letters, trainer());
      WordPieceTrainer trainer = trainer();
      for (String task : tasks) {
        add(trainer, task(configs.apply(task, letters)).file("train"));
      }
      Path pieces = directory.path().resolve("pieces.txt");
      write(pieces, trainer);
      Map<String, TaskSize> sizes = new LinkedHashMap<>();
      tasks.forEach(task -> sizes.put(task, of(task(configs.apply(task, pieces)))));
      return sizes;
    }
  }

  private static Task task(FinetuningConfig config) {
    return TaskRegistry.tasks(config).get(0);
  }

  private static TaskSize of(Task task) {
    List<? extends Example> training = task.examples("train");
    int evaluation = 0;
    for (String split : task.evalSplits()) {
      evaluation += task.examples(split).size();
    }
    List<Integer> lengths = new ArrayList<>();
    for (Example example : training.subList(0, Math.min(SAMPLE, training.size()))) {
      task.featurize(example, true).forEach(features -> lengths.add(features.length()));
    }
    double tokens = lengths.stream().mapToInt(Integer::intValue).average().orElse(1);
    return new TaskSize(training.size(), evaluation, tokens);
  }

  private static WordPieceTrainer trainer() {
    WordPieceTrainer trainer =
        new WordPieceTrainer(
            TextNormalization.UNCASED, new WordPieceTrainer.Settings(VOCABULARY, 2, 0));
    trainer.add(LETTERS);
    return trainer;
  }

  private static void add(WordPieceTrainer trainer, Path file) {
    try (Utf8LineReader reader = Utf8LineReader.open(file)) {
      String line = reader.readLine();
      for (int i = 0; i < SAMPLE && line != null; i++) {
        trainer.add(line);
        line = reader.readLine();
      }
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
  }

  private static void write(Path file, WordPieceTrainer trainer) {
    List<String> tokens = trainer.train(size -> {}).tokens();
    AtomicFiles.writeString(file, String.join("\n", tokens) + "\n");
  }
}
