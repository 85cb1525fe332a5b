package org.electra4j.study;

import java.io.IOException;
import java.nio.file.Path;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.TextFiles;
import org.electra4j.io.Utf8LineReader;
import org.electra4j.study.plan.DataPlan;
import org.electra4j.tokenization.ByteLevelBpeTrainer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.WordPieceTrainer;

/** Trains the vocabulary of a study on its corpus. */
final class VocabularyTraining {
  private VocabularyTraining() {}

  /**
   * Trains and writes a vocabulary.
   *
   * @param tokenizer "wordpiece" or "bpe"
   * @param output the {@code vocab.txt} or {@code tokenizer.json}
   */
  static void run(String tokenizer, DataPlan plan, boolean lowerCase, Path corpusDir, Path output) {
    if (tokenizer.equals("bpe")) {
      Json.write(output, bpe(plan, corpusDir).tokenizerJson());
    } else {
      WordPieceTrainer trainer =
          new WordPieceTrainer(
              TextNormalization.of(lowerCase, true),
              new WordPieceTrainer.Settings(plan.vocabSize(), plan.minFrequency(), 0));
      TextFiles.list(corpusDir).forEach(file -> TextFiles.forEachLine(file, trainer::add));
      AtomicFiles.writeString(output, String.join("\n", trainer.train(size -> {}).tokens()) + "\n");
    }
  }

  private static ByteLevelBpeTrainer.Trained bpe(DataPlan plan, Path corpusDir) {
    ByteLevelBpeTrainer trainer = new ByteLevelBpeTrainer(plan.vocabSize(), plan.minFrequency());
    for (Path file : TextFiles.list(corpusDir)) {
      try (Utf8LineReader reader = Utf8LineReader.open(file)) {
        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
          trainer.add(reader.lineEnded() ? text + "\n" : text); // line ends are tokens, too
        }
      } catch (IOException e) {
        throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
      }
    }
    return trainer.train(size -> {});
  }
}
