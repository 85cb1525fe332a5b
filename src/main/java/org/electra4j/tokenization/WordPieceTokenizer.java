package org.electra4j.tokenization;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits words into the pieces of a vocabulary as the original's {@code WordpieceTokenizer} does:
 * greedily, the longest piece first; pieces that go on within a word start with {@code ##}. A word
 * that cannot be split, or has more than 200 code points, is {@code [UNK]}. Immutable.
 */
public final class WordPieceTokenizer {
  /** Longer words are unknown. In code points, after accents are stripped. */
  static final int MAX_INPUT_CHARS_PER_WORD = 200;

  /** What starts a piece within a word. */
  static final String CONTINUATION = "##";

  private final Vocabulary vocabulary;

  /** A tokenizer into the pieces of that vocabulary. */
  public WordPieceTokenizer(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** The pieces of one word, or of several separated by white space. */
  public List<String> tokenize(String text) {
    List<String> tokens = new ArrayList<>();
    for (String word : PythonStrings.split(text)) {
      tokens.addAll(pieces(word));
    }
    return tokens;
  }

  private List<String> pieces(String word) {
    List<String> unknown = List.of(Vocabulary.UNK);
    int length = word.codePointCount(0, word.length());
    if (length > MAX_INPUT_CHARS_PER_WORD) {
      return unknown;
    }
    List<String> pieces = new ArrayList<>();
    int start = 0;
    while (start < word.length()) {
      String prefix = start == 0 ? "" : CONTINUATION;
      int end = word.length();
      while (end > start && vocabulary.id(prefix + word.substring(start, end)) < 0) {
        end = word.offsetByCodePoints(end, -1);
      }
      if (end == start) {
        return unknown;
      }
      pieces.add(prefix + word.substring(start, end));
      start = end;
    }
    return pieces;
  }
}
