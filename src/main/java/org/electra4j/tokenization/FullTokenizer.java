package org.electra4j.tokenization;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.io.BadInputException;

/**
 * Text to tokens end to end, as the original's {@code FullTokenizer}. Special tokens in the text
 * are split like any other text. Immutable; one instance serves all threads.
 *
 * <p>{@link #tokenize} follows the original step by step and gives strings; {@link #encode} gives
 * the ids of the same tokens in one pass over the text.
 */
public final class FullTokenizer implements Tokenizer {
  private final Vocabulary vocabulary;
  private final BasicTokenizer basicTokenizer;
  private final WordPieceTokenizer wordPieceTokenizer;
  private final PieceTrie trie;
  private final CharacterActions actions;

  /**
   * A tokenizer of that normalization into the pieces of that vocabulary.
   *
   * @throws BadInputException if the vocabulary is not one of WordPiece
   */
  public FullTokenizer(Vocabulary vocabulary, TextNormalization normalization) {
    if (vocabulary.id(Vocabulary.UNK) < 0) {
      throw new BadInputException(
          "the vocabulary is of another kind, expected the vocab.txt of WordPiece");
    }
    this.vocabulary = vocabulary;
    this.basicTokenizer = new BasicTokenizer(normalization);
    this.wordPieceTokenizer = new WordPieceTokenizer(vocabulary);
    this.trie = PieceTrieBuilder.build(vocabulary);
    this.actions = new CharacterActions(normalization);
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public List<String> tokenize(String text) {
    List<String> tokens = new ArrayList<>();
    for (String word : basicTokenizer.tokenize(text)) {
      tokens.addAll(wordPieceTokenizer.tokenize(word));
    }
    return tokens;
  }

  @Override
  public void encode(String text, IntList ids) {
    new Encoder(this, trie, actions, ids).encode(text);
  }

  /** The ids of the given tokens, each of which the vocabulary has. */
  void addIds(List<String> tokens, IntList ids) {
    for (String token : tokens) {
      ids.add(vocabulary.id(token));
    }
  }
}
