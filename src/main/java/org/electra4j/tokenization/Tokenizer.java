package org.electra4j.tokenization;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Text to tokens. Immutable; one instance serves all threads. */
public interface Tokenizer {
  /**
   * The tokenizer that a vocabulary file stands for: byte-level BPE for a {@code tokenizer.json},
   * SentencePiece for a {@code .model}, WordPiece for a {@code vocab.txt}.
   *
   * @param normalization of WordPiece; the others name their own
   * @throws org.electra4j.io.BadInputException if the file cannot be read or used
   */
  static Tokenizer read(Path file, TextNormalization normalization) {
    if (TokenizerFile.isOne(file)) {
      return new ByteLevelBpeTokenizer(TokenizerFile.read(file));
    }
    if (SentencePieceFile.isOne(file)) {
      return SentencePieceTokenizer.of(file);
    }
    return new FullTokenizer(Vocabulary.read(file), normalization);
  }

  /** Whether {@link #read} takes a file for the {@code vocab.txt} of WordPiece. */
  static boolean isWordPiece(Path file) {
    return !TokenizerFile.isOne(file) && !SentencePieceFile.isOne(file);
  }

  /** Whether {@link #read} takes a file for a {@code tokenizer.json} of byte-level BPE. */
  static boolean isByteLevelBpe(Path file) {
    return TokenizerFile.isOne(file);
  }

  /** The vocabulary that the ids belong to. */
  Vocabulary vocabulary();

  /** The tokens of a text, as the vocabulary writes them. */
  default List<String> tokenize(String text) {
    return Arrays.stream(encode(text)).mapToObj(vocabulary()::token).toList();
  }

  /** Appends the ids of the tokens of a text to {@code ids}. */
  void encode(String text, IntList ids);

  /** The ids of the tokens of a text. */
  default int[] encode(String text) {
    IntList ids = new IntList();
    encode(text, ids);
    return ids.toArray();
  }
}
