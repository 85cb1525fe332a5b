package org.electra4j.tokenization;

import java.util.ArrayList;
import java.util.List;

/**
 * Text to tokens end to end, as the original's {@code FullTokenizer}. Special tokens in the text
 * are split like any other text. Immutable; one instance serves all threads.
 *
 * <p>{@link #tokenize} follows the original step by step and gives strings; {@link #encode} gives
 * the ids of the same tokens in one pass over the text.
 */
public final class FullTokenizer {
  private final Vocabulary vocabulary;
  private final BasicTokenizer basicTokenizer;
  private final WordPieceTokenizer wordPieceTokenizer;
  private final PieceTrie trie;
  private final CharacterActions actions;

  /** A tokenizer of that normalization into the pieces of that vocabulary. */
  public FullTokenizer(Vocabulary vocabulary, TextNormalization normalization) {
    this.vocabulary = vocabulary;
    this.basicTokenizer = new BasicTokenizer(normalization);
    this.wordPieceTokenizer = new WordPieceTokenizer(vocabulary);
    this.trie = PieceTrieBuilder.build(vocabulary);
    this.actions = new CharacterActions(normalization);
  }

  /** The vocabulary that the ids belong to. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The tokens of a text. */
  public List<String> tokenize(String text) {
    List<String> tokens = new ArrayList<>();
    for (String word : basicTokenizer.tokenize(text)) {
      tokens.addAll(wordPieceTokenizer.tokenize(word));
    }
    return tokens;
  }

  /** The ids of the tokens of a text: {@link #tokenize} as numbers, and fast. */
  public int[] encode(String text) {
    IntList ids = new IntList();
    encode(text, ids);
    return ids.toArray();
  }

  /** Appends the ids of the tokens of a text to {@code ids}. */
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
