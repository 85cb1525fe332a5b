package org.electra4j.finetuning.qa;

import java.util.Arrays;
import org.electra4j.tokenization.IntList;

/**
 * A context cut into words at spaces, tabs, line ends and U+202F, as the original does it; other
 * white space stays inside its word. Words are kept as places in the text, so that a document costs
 * little more than its text. Immutable.
 */
public final class Document {
  private static final String WHITESPACE = " \t\r\n\u202F";

  private final String text;
  private final int[] starts;
  private final int[] ends;

  private Document(String text, int[] starts, int[] ends) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
  }

  /** The document of a text. */
  static Document of(String text) {
    IntList starts = new IntList();
    IntList ends = new IntList();
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      boolean isSpace = WHITESPACE.indexOf(text.charAt(i)) >= 0;
      if (inWord == isSpace) {
        (inWord ? ends : starts).add(i);
        inWord = !inWord;
      }
    }
    if (inWord) {
      ends.add(text.length());
    }
    return new Document(text, starts.toArray(), ends.toArray());
  }

  /** The whole text. */
  String text() {
    return text;
  }

  /** The number of words. */
  public int words() {
    return starts.length;
  }

  /** A word by its index. */
  public String word(int index) {
    return text.substring(starts[index], ends[index]);
  }

  /** The words {@code first} to {@code last} with one space between two; empty if there is none. */
  String words(int first, int last) {
    StringBuilder joined = new StringBuilder();
    for (int i = first; i <= last; i++) {
      joined.append(i == first ? "" : " ").append(text, starts[i], ends[i]);
    }
    return joined.toString();
  }

  /** The length of the text as Python counts it, in code points. */
  int codePoints() {
    return text.codePointCount(0, text.length());
  }

  /**
   * The word at a character of the text, or the last one before it where white space stands there
   * (original: {@code char_to_word_offset}).
   *
   * @param codePoint index in code points, below {@link #codePoints}
   * @return -1 before the first word
   */
  int wordAt(int codePoint) {
    int found = Arrays.binarySearch(starts, text.offsetByCodePoints(0, codePoint));
    return found >= 0 ? found : -found - 2;
  }

  /**
   * Where a character of {@link #words(int, int)} stands in the text.
   *
   * @param first the first of the joined words
   * @param index in the joined words, in UTF-16 units, not that of a joining space
   * @return index in the text, in UTF-16 units
   */
  int offsetInText(int first, int index) {
    int word = first;
    int rest = index;
    while (rest > ends[word] - starts[word]) {
      rest -= ends[word] - starts[word] + 1;
      word++;
    }
    return starts[word] + rest;
  }
}
