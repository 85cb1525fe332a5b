package org.electra4j.study;

import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.electra4j.data.CorpusLines;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.Json;
import org.electra4j.io.WorkProgress;
import org.electra4j.study.plan.DataPlan;
import org.electra4j.tokenization.ByteLevelBpeTrainer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.WordPieceTrainer;

/** Trains the vocabulary of a study on its corpus, and shows how far it is. */
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
      ByteLevelBpeTrainer trainer = new ByteLevelBpeTrainer(plan.vocabSize(), plan.minFrequency());
      // Line ends are tokens, too.
      CorpusLines.read(corpusDir, (text, ended) -> trainer.add(ended ? text + "\n" : text));
      Json.write(output, train(trainer::train, plan).tokenizerJson());
    } else {
      WordPieceTrainer trainer =
          new WordPieceTrainer(
              TextNormalization.of(lowerCase, true),
              new WordPieceTrainer.Settings(plan.vocabSize(), plan.minFrequency(), 0));
      CorpusLines.read(corpusDir, (text, ended) -> trainer.add(text));
      AtomicFiles.writeString(
          output, String.join("\n", train(trainer::train, plan).tokens()) + "\n");
    }
  }

  private static <T> T train(Function<IntConsumer, T> training, DataPlan plan) {
    try (WorkProgress progress =
        new WorkProgress("Merging pairs", plan.vocabSize(), " tokens", 1)) {
      return training.apply(progress::stepTo);
    }
  }
}
