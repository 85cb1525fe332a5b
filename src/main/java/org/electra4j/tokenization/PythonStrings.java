package org.electra4j.tokenization;

import java.util.ArrayList;
import java.util.List;

/**
 * Methods of Python's {@code str} whose notion of white space and case differs from Java's. The
 * character data are the running JDK's.
 */
public final class PythonStrings {
  private static final char CAPITAL_SIGMA = '\u03A3';
  private static final int CAPITAL_I_WITH_DOT = 0x130;

  /** Word_Break of MidLetter, MidNumLet or Single_Quote: part of the property Case_Ignorable. */
  private static final String MID_WORD =
      "'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

  private PythonStrings() {}

  /** Whether {@code str.strip} and {@code str.split} take a character for white space. */
  public static boolean isWhitespace(int codePoint) {
    if (codePoint < 0x80) {
      return codePoint == ' '
          || (codePoint >= '\t' && codePoint <= '\r')
          || (codePoint >= 0x1C && codePoint <= 0x1F);
    }
    return codePoint == 0x85 || Character.isSpaceChar(codePoint);
  }

  /** {@code text.strip()}. */
  public static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isWhitespace(text.charAt(start))) {
      start++;
    }
    while (start < end && isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** {@code text.split()}. */
  public static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isWhitespace(text.charAt(i))) {
        if (i > start) {
          parts.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    return parts;
  }

  /**
   * {@code text.lower()}: Unicode's full mapping, with the final sigma by Unicode's own condition.
   * (Java's {@code toLowerCase} finds the end of the word with a break iterator instead.)
   */
  public static String lower(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      if (codePoint == CAPITAL_SIGMA) {
        lower.append(isFinalSigma(text, i) ? '\u03C2' : '\u03C3');
      } else {
        appendLower(lower, codePoint);
      }
    }
    return lower.toString();
  }

  /** Whether the lower case of a character depends on its neighbours. */
  static boolean lowerDependsOnContext(int codePoint) {
    return codePoint == CAPITAL_SIGMA;
  }

  /** Appends the lower case of a character that does not depend on its neighbours. */
  static void appendLower(StringBuilder out, int codePoint) {
    if (codePoint == CAPITAL_I_WITH_DOT) {
      // The only character whose lower case is longer than itself.
      out.append("i\u0307");
    } else {
      out.appendCodePoint(CharacterData.toLowerCase(codePoint));
    }
  }

  /** Unicode's condition Final_Sigma: a cased letter before, and none behind. */
  private static boolean isFinalSigma(String text, int index) {
    int before = index;
    while (before > 0 && isCaseIgnorable(text.codePointBefore(before))) {
      before -= Character.charCount(text.codePointBefore(before));
    }
    if (before == 0 || !CharacterData.isCased(text.codePointBefore(before))) {
      return false;
    }
    int behind = index + 1;
    while (behind < text.length() && isCaseIgnorable(text.codePointAt(behind))) {
      behind += Character.charCount(text.codePointAt(behind));
    }
    return behind == text.length() || !CharacterData.isCased(text.codePointAt(behind));
  }

  private static boolean isCaseIgnorable(int codePoint) {
    return switch (CharacterData.type(codePoint)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.MODIFIER_LETTER,
          Character.MODIFIER_SYMBOL ->
          true;
      default -> MID_WORD.indexOf(codePoint) >= 0;
    };
  }
}
