package org.electra4j.tokenization;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often each word of a text occurs. Memory grows with the number of distinct words only. Not
 * thread-safe.
 */
final class WordCounts {
  /** Text between white space is counted first and split into words when so many are distinct. */
  private static final int MOST_PARTS = 1 << 19;

  private final BasicTokenizer tokenizer;
  private final Map<String, Long> parts = new HashMap<>();
  private final SortedMap<String, Long> words = new TreeMap<>();

  WordCounts(TextNormalization normalization) {
    this.tokenizer = new BasicTokenizer(normalization);
  }

  /** Counts the words of one line. */
  void add(String line) {
    int start = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || CharacterClasses.isWhitespace(line.charAt(i))) {
        if (i > start) {
          parts.merge(line.substring(start, i), 1L, Long::sum);
        }
        start = i + 1;
      }
    }
    if (parts.size() > MOST_PARTS) {
      splitParts();
    }
  }

  /** The words with their counts, in an order that does not depend on that of the text. */
  SortedMap<String, Long> words() {
    splitParts();
    return Collections.unmodifiableSortedMap(words);
  }

  /** What stands between white space is tokenized independently of the rest, so once will do. */
  private void splitParts() {
    parts.forEach(
        (part, count) ->
            tokenizer.tokenize(part).forEach(word -> words.merge(word, count, Long::sum)));
    parts.clear();
  }
}
