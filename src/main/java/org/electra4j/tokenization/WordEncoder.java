package org.electra4j.tokenization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pieces of words of a text that is split into words already (original: {@code
 * tokenize_and_align}). Unlike in running text an ideograph is no word of its own. Words met before
 * are remembered. Thread-safe.
 */
public final class WordEncoder {
  private final Vocabulary vocabulary;
  private final BasicTokenizer basicTokenizer;
  private final WordPieceTokenizer wordPieceTokenizer;
  private final Map<String, int[]> known = new ConcurrentHashMap<>();

  /** An encoder into the pieces of that vocabulary. */
  public WordEncoder(Vocabulary vocabulary, TextNormalization normalization) {
    this.vocabulary = vocabulary;
    this.basicTokenizer = new BasicTokenizer(normalization);
    this.wordPieceTokenizer = new WordPieceTokenizer(vocabulary);
  }

  /** The ids of a word's pieces; none of a word of control characters or accents alone. */
  public int[] encode(String word) {
    return known.computeIfAbsent(word, this::pieces);
  }

  private int[] pieces(String word) {
    List<String> pieces = new ArrayList<>();
    for (String part : basicTokenizer.splitWord(word)) {
      pieces.addAll(wordPieceTokenizer.tokenize(part));
    }
    return pieces.stream().mapToInt(vocabulary::id).toArray();
  }
}
