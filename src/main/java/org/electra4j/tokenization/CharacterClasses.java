package org.electra4j.tokenization;

/** The classes of characters that the basic tokenizer knows. */
final class CharacterClasses {
  private CharacterClasses() {}

  /** Removed from the text: NUL, U+FFFD and all of category C except tab and line ends. */
  static boolean isRemoved(int codePoint) {
    if (codePoint == '\t' || codePoint == '\n' || codePoint == '\r') {
      return false;
    }
    return switch (CharacterData.type(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> codePoint == 0xFFFD;
    };
  }

  /** Replaced by a space. */
  static boolean isWhitespace(int codePoint) {
    return codePoint == '\t'
        || codePoint == '\n'
        || codePoint == '\r'
        || CharacterData.type(codePoint) == Character.SPACE_SEPARATOR;
  }

  /** A word of its own: everything in ASCII but letters and digits, and category P. */
  static boolean isPunctuation(int codePoint) {
    if (codePoint < 0x80) {
      return codePoint > ' ' && codePoint < 0x7F && !Character.isLetterOrDigit(codePoint);
    }
    return switch (CharacterData.type(codePoint)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  /**
   * Set off by spaces: the CJK blocks that the original lists, which leave out extension F and what
   * came later, Hangul, Hiragana and Katakana.
   */
  static boolean isIdeograph(int codePoint) {
    return (codePoint >= 0x4E00 && codePoint <= 0x9FFF)
        || (codePoint >= 0x3400 && codePoint <= 0x4DBF)
        || (codePoint >= 0x20000 && codePoint <= 0x2A6DF)
        || (codePoint >= 0x2A700 && codePoint <= 0x2CEAF)
        || (codePoint >= 0xF900 && codePoint <= 0xFAFF)
        || (codePoint >= 0x2F800 && codePoint <= 0x2FA1F);
  }

  /** An accent once the text is decomposed. */
  static boolean isAccent(int codePoint) {
    return CharacterData.type(codePoint) == Character.NON_SPACING_MARK;
  }
}
