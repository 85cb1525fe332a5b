package org.electra4j.tokenization;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The pre-tokenizer of byte-level BPE (Radford et al. 2019, GPT-2): splits text into words, and
 * writes each byte of their UTF-8 as one printable character.
 */
final class ByteLevel {
  private static final int BYTES = 256;

  /** The character for each byte. */
  private static final char[] CHARACTERS = characters();

  private ByteLevel() {}

  /** The character that stands for a byte in [0, 256). */
  static char character(int value) {
    return CHARACTERS[value];
  }

  /** The bytes of a word; a lone surrogate becomes a question mark. */
  static byte[] bytes(String word) {
    return word.getBytes(StandardCharsets.UTF_8);
  }

  /** A word with a character for each of its bytes. */
  static String characters(String word) {
    byte[] bytes = bytes(word);
    StringBuilder characters = new StringBuilder(bytes.length);
    for (byte value : bytes) {
      characters.append(CHARACTERS[value & 0xff]);
    }
    return characters.toString();
  }

  /**
   * Splits text as GPT-2's pattern does: {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+|
   * ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}. No character is lost. (A matcher of the JDK would recurse on
   * long runs and know its own version of Unicode only.)
   */
  static void split(String text, Consumer<String> words) {
    int start = 0;
    while (start < text.length()) {
      int end = endOfWord(text, start);
      words.accept(text.substring(start, end));
      start = end;
    }
  }

  private static int endOfWord(String text, int start) {
    int contraction = contraction(text, start);
    if (contraction > 0) {
      return start + contraction;
    }
    int first = start;
    if (text.charAt(start) == ' ' && start + 1 < text.length()) {
      first++;
    }
    int kind = ByteLevelCharacters.kind(text.codePointAt(first));
    if (kind != ByteLevelCharacters.SPACE) {
      return endOfRun(text, first, kind);
    }
    int end = endOfRun(text, start, ByteLevelCharacters.SPACE);
    // The last space of several belongs to what follows. All of them are single chars.
    return end < text.length() && end - start > 1 ? end - 1 : end;
  }

  private static int endOfRun(String text, int start, int kind) {
    int end = start;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      if (ByteLevelCharacters.kind(codePoint) != kind) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return end;
  }

  /** The length of the English contraction that starts here, or 0. */
  private static int contraction(String text, int start) {
    if (text.charAt(start) != '\'' || start + 1 == text.length()) {
      return 0;
    }
    char next = text.charAt(start + 1);
    if (next == 's' || next == 't' || next == 'm' || next == 'd') {
      return 2;
    }
    boolean isLong =
        text.startsWith("re", start + 1)
            || text.startsWith("ve", start + 1)
            || text.startsWith("ll", start + 1);
    return isLong ? 3 : 0;
  }

  /** Printable Latin-1 stands for itself, the other bytes for what follows U+0100 in turn. */
  private static char[] characters() {
    char[] characters = new char[BYTES];
    char other = BYTES;
    for (char value = 0; value < BYTES; value++) {
      boolean isPrintable =
          (value >= '!' && value <= '~') || (value >= '¡' && value <= '¬') || value >= '®';
      characters[value] = isPrintable ? value : other++;
    }
    return characters;
  }
}
