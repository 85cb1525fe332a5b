package org.electra4j.tokenization;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Character data of Unicode 14, that of the Python 3.11 with which the reference results of the
 * original were made. JDK 17 has Unicode 13; the table holds what version 14 added or changed. (A
 * later JDK may know characters that came after 14, which Python 3.11 removes as unassigned.)
 */
final class CharacterData {
  /** First and last code point, general category, and the distance to the lower-case letter. */
  private static final String UNICODE_14 =
      """
      061D Po, 0870-0887 Lo, 0888 Sk, 0889-088E Lo, 0890-0891 Cf, 0898-089F Mn, 08B5 Lo, 08C8 Lo, 08C9 Lm, \
      08CA-08D2 Mn, 0C3C Mn, 0C5D Lo, 0CDD Lo, 170D Lo, 1715 Mc, 171F Lo, 1734 Mc, 180F Mn, \
      1AC1-1ACE Mn, 1B4C Lo, 1B7D-1B7E Po, 1DFA Mn, 20C0 Sc, 2C2F Lu+30, 2C5F Ll, \
      2E53-2E54 Po, 2E55 Ps, 2E56 Pe, 2E57 Ps, 2E58 Pe, 2E59 Ps, 2E5A Pe, 2E5B Ps, 2E5C Pe, \
      2E5D Pd, 9FFD-9FFF Lo, A7C0 Lu+1, A7C1 Ll, A7D0 Lu+1, A7D1 Ll, A7D3 Ll, A7D5 Ll, \
      A7D6 Lu+1, A7D7 Ll, A7D8 Lu+1, A7D9 Ll, A7F2-A7F4 Lm, FBC2 Sk, FD40-FD4F So, FDCF So, \
      FDFE-FDFF So, 10570-1057A Lu+27, 1057C-1058A Lu+27, 1058C-10592 Lu+27, \
      10594-10595 Lu+27, 10597-105A1 Ll, 105A3-105B1 Ll, 105B3-105B9 Ll, 105BB-105BC Ll, \
      10780-10785 Lm, 10787-107B0 Lm, 107B2-107BA Lm, 10F70-10F81 Lo, 10F82-10F85 Mn, \
      10F86-10F89 Po, 11070 Mn, 11071-11072 Lo, 11073-11074 Mn, 11075 Lo, 110C2 Mn, 116B9 Po, \
      11740-11746 Lo, 11AB0-11ABF Lo, 12F90-12FF0 Lo, 12FF1-12FF2 Po, 16A70-16ABE Lo, \
      16AC0-16AC9 Nd, 1AFF0-1AFF3 Lm, 1AFF5-1AFFB Lm, 1AFFD-1AFFE Lm, 1B11F-1B122 Lo, \
      1CF00-1CF2D Mn, 1CF30-1CF46 Mn, 1CF50-1CFC3 So, 1D1E9-1D1EA So, 1DF00-1DF09 Ll, \
      1DF0A Lo, 1DF0B-1DF1E Ll, 1E290-1E2AD Lo, 1E2AE Mn, 1E7E0-1E7E6 Lo, 1E7E8-1E7EB Lo, \
      1E7ED-1E7EE Lo, 1E7F0-1E7FE Lo, 1F6DD-1F6DF So, 1F7F0 So, 1F979 So, 1F9CC So, \
      1FA7B-1FA7C So, 1FAA9-1FAAC So, 1FAB7-1FABA So, 1FAC3-1FAC5 So, 1FAD7-1FAD9 So, \
      1FAE0-1FAE7 So, 1FAF0-1FAF6 So, 2A6DE-2A6DF Lo, 2B735-2B738 Lo
      """;

  /** The only character whose category version 14 changed (from Mn to Mc). */
  private static final int HANUNOO_PAMUDPOD = 0x1734;

  private static final Map<String, Byte> TYPES =
      Map.ofEntries(
          Map.entry("Lu", Character.UPPERCASE_LETTER),
          Map.entry("Ll", Character.LOWERCASE_LETTER),
          Map.entry("Lm", Character.MODIFIER_LETTER),
          Map.entry("Lo", Character.OTHER_LETTER),
          Map.entry("Mn", Character.NON_SPACING_MARK),
          Map.entry("Mc", Character.COMBINING_SPACING_MARK),
          Map.entry("Nd", Character.DECIMAL_DIGIT_NUMBER),
          Map.entry("Pd", Character.DASH_PUNCTUATION),
          Map.entry("Ps", Character.START_PUNCTUATION),
          Map.entry("Pe", Character.END_PUNCTUATION),
          Map.entry("Po", Character.OTHER_PUNCTUATION),
          Map.entry("Cf", Character.FORMAT),
          Map.entry("Sc", Character.CURRENCY_SYMBOL),
          Map.entry("Sk", Character.MODIFIER_SYMBOL),
          Map.entry("So", Character.OTHER_SYMBOL));

  private record Addition(int first, int last, byte type, int toLower) {
    static Addition parse(String entry) {
      String[] parts = entry.strip().split("[ +]");
      String[] range = parts[0].split("-");
      return new Addition(
          Integer.parseInt(range[0], 16),
          Integer.parseInt(range[range.length - 1], 16),
          TYPES.get(parts[1]),
          parts.length > 2 ? Integer.parseInt(parts[2], 16) : 0);
    }
  }

  private static final List<Addition> ADDITIONS =
      Arrays.stream(UNICODE_14.split(",")).map(Addition::parse).toList();

  private CharacterData() {}

  /** The general category, as {@link Character#getType(int)} gives it. */
  static int type(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.UNASSIGNED || codePoint == HANUNOO_PAMUDPOD) {
      Addition addition = addition(codePoint);
      return addition == null ? type : addition.type;
    }
    return type;
  }

  /** The simple lower-case mapping. */
  static int toLowerCase(int codePoint) {
    int lower = Character.toLowerCase(codePoint);
    if (lower == codePoint && Character.getType(codePoint) == Character.UNASSIGNED) {
      Addition addition = addition(codePoint);
      return addition == null ? codePoint : codePoint + addition.toLower;
    }
    return lower;
  }

  /** Whether a character has Unicode's property Cased. */
  static boolean isCased(int codePoint) {
    int type = type(codePoint);
    return type == Character.UPPERCASE_LETTER
        || type == Character.LOWERCASE_LETTER
        || type == Character.TITLECASE_LETTER
        || Character.isLowerCase(codePoint)
        || Character.isUpperCase(codePoint);
  }

  private static Addition addition(int codePoint) {
    int low = 0;
    int high = ADDITIONS.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ADDITIONS.get(middle).last < codePoint) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < ADDITIONS.size() && ADDITIONS.get(low).first <= codePoint
        ? ADDITIONS.get(low)
        : null;
  }
}
