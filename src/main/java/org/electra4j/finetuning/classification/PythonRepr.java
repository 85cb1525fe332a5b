package org.electra4j.finetuning.classification;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lists of strings as Python prints them, for the original's log lines. */
final class PythonRepr {
  private PythonRepr() {}

  /** {@code ['a', 'b']} */
  static String of(List<String> strings) {
    return strings.stream().map(PythonRepr::of).collect(Collectors.joining(", ", "[", "]"));
  }

  /** {@code 'a'}; in double quotes if the text has single ones and no double ones. */
  static String of(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder repr = new StringBuilder().append(quote);
    text.codePoints().forEach(c -> append(repr, c, quote));
    return repr.append(quote).toString();
  }

  private static void append(StringBuilder repr, int codePoint, char quote) {
    switch (codePoint) {
      case '\t' -> repr.append("\\t");
      case '\n' -> repr.append("\\n");
      case '\r' -> repr.append("\\r");
      case '\\' -> repr.append("\\\\");
      default -> {
        if (codePoint == quote) {
          repr.append('\\').appendCodePoint(codePoint);
        } else if (isPrintable(codePoint)) {
          repr.appendCodePoint(codePoint);
        } else {
          String form = codePoint < 0x100 ? "\\x%02x" : codePoint < 0x10000 ? "\\u%04x" : "\\U%08x";
          repr.append(String.format(Locale.ROOT, form, codePoint));
        }
      }
    }
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }
}
