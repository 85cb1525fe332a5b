package org.electra4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Tokenizer;
import org.electra4j.tokenization.Vocabulary;

/** Token stores of made-up text in the tiny vocabulary, in which {@code tok005} has the id 5. */
public final class TokenStores {
  private TokenStores() {}

  static Tokenizer tokenizer() {
    return new FullTokenizer(
        Vocabulary.read(Reference.tinyVocabulary()), TextNormalization.UNCASED);
  }

  /** The text of a token. */
  static String word(int id) {
    return String.format("tok%03d", id);
  }

  /** Writes a store of documents of given lengths, whose tokens count up from their number on. */
  public static Path write(Path directory, int... lengths) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int document = 0; document < lengths.length; document++) {
      for (int i = 0; i < lengths[document]; i++) {
        text.append(word(id(document, i))).append(i % 7 == 6 ? '\n' : ' ');
      }
      text.append("\n\n");
    }
    return write(directory, tokenizer(), text.toString());
  }

  /** Writes a store of a text. */
  static Path write(Path directory, Tokenizer tokenizer, String text) throws IOException {
    Path corpus = Files.createDirectories(directory.resolve("corpus"));
    Files.writeString(corpus.resolve("text.txt"), text);
    Path file = directory.resolve("pretrain_tokens.bin");
    build(corpus, tokenizer, file, 1);
    return file;
  }

  /** The token at a place of a document that {@link #write} wrote. */
  static int id(int document, int place) {
    return 5 + (document + place) % 190;
  }

  static TokenStoreSummary build(Path corpus, Tokenizer tokenizer, Path file, int jobs) {
    try {
      return TokenStoreBuilder.build(
          TextCorpus.of(corpus),
          tokenizer,
          new TokenStoreOptions(file, jobs, true, true),
          new BuildProgress());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
