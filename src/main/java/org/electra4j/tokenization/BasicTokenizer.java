package org.electra4j.tokenization;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits text into words as the original's {@code BasicTokenizer} does, step by step: remove
 * control characters, set ideographs off by spaces, split at white space, then lower-case and strip
 * the accents of each part and split it at punctuation. {@link FullTokenizer#encode} does the same
 * in one pass. Immutable.
 */
public final class BasicTokenizer {
  private final TextNormalization normalization;

  /** A tokenizer of that normalization. */
  public BasicTokenizer(TextNormalization normalization) {
    this.normalization = normalization;
  }

  /** The words of a text; none is empty. */
  public List<String> tokenize(String text) {
    List<String> words = new ArrayList<>();
    for (String part : PythonStrings.split(clean(text, true))) {
      splitAtPunctuation(normalize(part), words);
    }
    return words;
  }

  /** The parts of one word between punctuation; ideographs are not set off. */
  List<String> splitWord(String word) {
    List<String> parts = new ArrayList<>();
    splitAtPunctuation(normalize(clean(word, false)), parts);
    return parts;
  }

  private static String clean(String text, boolean setOffIdeographs) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> !CharacterClasses.isRemoved(c))
        .forEach(
            c -> {
              if (CharacterClasses.isWhitespace(c)) {
                clean.append(' ');
              } else if (setOffIdeographs && CharacterClasses.isIdeograph(c)) {
                clean.append(' ').appendCodePoint(c).append(' ');
              } else {
                clean.appendCodePoint(c);
              }
            });
    return clean.toString();
  }

  private String normalize(String part) {
    String normalized = normalization.lowerCase() ? PythonStrings.lower(part) : part;
    return normalization.stripAccents() ? stripAccents(normalized) : normalized;
  }

  static String stripAccents(String part) {
    StringBuilder stripped = new StringBuilder(part.length());
    Normalizer.normalize(part, Normalizer.Form.NFD)
        .codePoints()
        .filter(c -> !CharacterClasses.isAccent(c))
        .forEach(stripped::appendCodePoint);
    return stripped.toString();
  }

  private static void splitAtPunctuation(String part, List<String> words) {
    int start = 0;
    int i = 0;
    while (i < part.length()) {
      int codePoint = part.codePointAt(i);
      int next = i + Character.charCount(codePoint);
      if (CharacterClasses.isPunctuation(codePoint)) {
        if (i > start) {
          words.add(part.substring(start, i));
        }
        words.add(part.substring(i, next));
        start = next;
      }
      i = next;
    }
    if (start < part.length()) {
      words.add(part.substring(start));
    }
  }
}
