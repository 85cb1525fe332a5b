package org.electra4j.tokenization;

import java.nio.file.Path;
import java.util.List;

/** Text to tokens. Immutable; one instance serves all threads. */
public interface Tokenizer {
  /**
   * The tokenizer that a vocabulary file stands for: byte-level BPE for a {@code tokenizer.json},
   * WordPiece for a {@code vocab.txt}.
   *
   * @param normalization of WordPiece; a {@code tokenizer.json} names its own
   * @throws org.electra4j.io.BadInputException if the file cannot be read or used
   */
  static Tokenizer read(Path file, TextNormalization normalization) {
    return TokenizerFile.isOne(file)
        ? new ByteLevelBpeTokenizer(TokenizerFile.read(file))
        : new FullTokenizer(Vocabulary.read(file), normalization);
  }

  /** The vocabulary that the ids belong to. */
  Vocabulary vocabulary();

  /** The tokens of a text. */
  List<String> tokenize(String text);

  /** Appends the ids of the tokens of a text to {@code ids}. */
  void encode(String text, IntList ids);

  /** The ids of the tokens of a text. */
  default int[] encode(String text) {
    IntList ids = new IntList();
    encode(text, ids);
    return ids.toArray();
  }
}
