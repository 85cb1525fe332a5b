package org.electra4j.tokenization;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The tokens of a {@code tokenizer.json} that are found in the text before anything else is done
 * with it. The leftmost is taken first, and of those that start at one place the longest.
 *
 * @param tokens none is empty
 */
record AddedTokens(List<Token> tokens) {
  /**
   * One token.
   *
   * @param content its text
   * @param id its id
   * @param singleWord whether it is found only where no letter, digit or underscore touches it
   * @param leftStrip whether it takes in the white space before it
   * @param rightStrip whether it takes in the white space behind it
   * @param normalized whether it is looked for in the normalised text
   */
  record Token(
      String content,
      int id,
      boolean singleWord,
      boolean leftStrip,
      boolean rightStrip,
      boolean normalized) {}

  /** Splits a text into these tokens and the text between them, which is never empty. */
  void split(String text, IntConsumer found, Consumer<String> between) {
    int start = 0;
    int from = 0;
    while (from < text.length()) {
      Token token = null;
      int at = text.length();
      for (Token candidate : tokens) {
        int index = text.indexOf(candidate.content, from);
        if (index >= 0 && (index < at || (index == at && isLonger(candidate, token)))) {
          token = candidate;
          at = index;
        }
      }
      if (token == null) {
        break;
      }
      from = at + token.content.length();
      if (token.singleWord && (isWordBefore(text, at) || isWordBehind(text, from))) {
        continue;
      }
      int end = token.rightStrip ? skipSpace(text, from) : from;
      int begin = token.leftStrip ? skipSpaceBack(text, at, start) : at;
      if (begin > start) {
        between.accept(text.substring(start, begin));
      }
      found.accept(token.id);
      start = end;
      from = end;
    }
    if (start < text.length()) {
      between.accept(text.substring(start));
    }
  }

  private static boolean isLonger(Token candidate, Token than) {
    return than == null || candidate.content.length() > than.content.length();
  }

  private static boolean isWordBefore(String text, int index) {
    return index > 0 && isWord(text.codePointBefore(index));
  }

  private static boolean isWordBehind(String text, int index) {
    return index < text.length() && isWord(text.codePointAt(index));
  }

  private static boolean isWord(int codePoint) {
    return Character.isUnicodeIdentifierPart(codePoint)
        && !Character.isIdentifierIgnorable(codePoint);
  }

  private static int skipSpace(String text, int from) {
    int index = from;
    while (index < text.length() && isSpace(text.charAt(index))) {
      index++;
    }
    return index;
  }

  private static int skipSpaceBack(String text, int from, int limit) {
    int index = from;
    while (index > limit && isSpace(text.charAt(index - 1))) {
      index--;
    }
    return index;
  }

  private static boolean isSpace(char c) {
    return ByteLevelCharacters.kind(c) == ByteLevelCharacters.SPACE;
  }
}
