package org.electra4j.tokenization;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The characters of a vocabulary in training.
 *
 * @param characters the code points, in their order
 */
record Alphabet(TreeSet<Integer> characters) {
  /**
   * The characters of some words.
   *
   * @param limit how many to keep, the most frequent ones; 0 keeps all
   */
  static Alphabet of(Map<String, Long> words, int limit) {
    Map<Integer, Long> counts = new HashMap<>();
    words.forEach(
        (word, count) -> {
          if (isShortEnough(word)) {
            word.codePoints().forEach(c -> counts.merge(c, count, Long::sum));
          }
        });
    Comparator<Map.Entry<Integer, Long>> byCount = Map.Entry.comparingByValue();
    TreeSet<Integer> kept = new TreeSet<>();
    counts.entrySet().stream()
        .sorted(byCount.reversed().thenComparing(Map.Entry.comparingByKey()))
        .limit(limit == 0 ? Long.MAX_VALUE : limit)
        .forEach(entry -> kept.add(entry.getKey()));
    return new Alphabet(kept);
  }

  /** Whether a word can be written with these characters, and is short enough to be tokenized. */
  boolean covers(String word) {
    return isShortEnough(word) && word.codePoints().allMatch(characters::contains);
  }

  /**
   * All characters as words or starts of words, then those that can stand within a word as
   * continuations.
   */
  List<String> tokens() {
    List<String> tokens = new ArrayList<>();
    for (int character : characters) {
      tokens.add(Character.toString(character));
    }
    for (int character : characters) {
      if (!CharacterClasses.isPunctuation(character) && !CharacterClasses.isIdeograph(character)) {
        tokens.add(WordPieceTokenizer.CONTINUATION + Character.toString(character));
      }
    }
    return tokens;
  }

  private static boolean isShortEnough(String word) {
    return word.codePointCount(0, word.length()) <= WordPieceTokenizer.MAX_INPUT_CHARS_PER_WORD;
  }
}
