package org.electra4j.tokenization;

import java.text.Normalizer;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What the one-pass encoder does with each character: the steps of {@link BasicTokenizer} worked
 * out for one character at a time, which is possible because lower-casing, decomposition and
 * splitting treat nearly all characters independently of their neighbours. Filled page by page as
 * text needs it; thread-safe.
 *
 * <p>An action is an int: the kind in the low three bits, and above it the code point that comes
 * out for the kinds that have one.
 */
final class CharacterActions {
  /** Ends a part, and vanishes. */
  static final int SEPARATOR = 0;

  /** Vanishes: a removed character, or a stripped accent. */
  static final int DROP = 1;

  /** Goes on with the word. */
  static final int LETTER = 2;

  /** Is a word of its own within a part. */
  static final int PUNCTUATION = 3;

  /** Is a part of its own. */
  static final int IDEOGRAPH = 4;

  /** Becomes several characters; see {@link #expansion}. */
  static final int EXPANSION = 5;

  /** Depends on its neighbours: the whole part goes through {@link BasicTokenizer}. */
  static final int CONTEXT = 6;

  private static final int KIND_BITS = 3;
  private static final int PAGE_BITS = 8;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;
  private static final int PAGES = (Character.MAX_CODE_POINT + 1) >> PAGE_BITS;

  /** The mark of the highest combining class there is: any other one moves in front of it. */
  private static final String LAST_MARK = "\u0345";

  private record Page(int[] actions, String[] expansions) {}

  private final TextNormalization normalization;
  private final AtomicReferenceArray<Page> pages = new AtomicReferenceArray<>(PAGES);
  private final int[] latin;

  CharacterActions(TextNormalization normalization) {
    this.normalization = normalization;
    this.latin = page(0).actions;
  }

  static int kind(int action) {
    return action & ((1 << KIND_BITS) - 1);
  }

  static int result(int action) {
    return action >> KIND_BITS;
  }

  int action(int codePoint) {
    return codePoint < PAGE_SIZE
        ? latin[codePoint]
        : page(codePoint >> PAGE_BITS).actions[codePoint & (PAGE_SIZE - 1)];
  }

  /** The characters that come of one whose action is {@link #EXPANSION}. */
  String expansion(int codePoint) {
    return page(codePoint >> PAGE_BITS).expansions[codePoint & (PAGE_SIZE - 1)];
  }

  private Page page(int number) {
    Page page = pages.get(number);
    if (page == null) {
      // Two threads may make the same page; either is right.
      page = newPage(number);
      pages.set(number, page);
    }
    return page;
  }

  private Page newPage(int number) {
    int[] actions = new int[PAGE_SIZE];
    String[] expansions = new String[PAGE_SIZE];
    for (int i = 0; i < PAGE_SIZE; i++) {
      int codePoint = (number << PAGE_BITS) + i;
      String normalized = normalized(codePoint);
      actions[i] = actionFor(codePoint, normalized);
      if (kind(actions[i]) == EXPANSION) {
        expansions[i] = normalized;
      }
    }
    return new Page(actions, expansions);
  }

  private int actionFor(int codePoint, String normalized) {
    if (CharacterClasses.isRemoved(codePoint)) {
      return DROP;
    }
    if (CharacterClasses.isWhitespace(codePoint) || PythonStrings.isWhitespace(codePoint)) {
      return SEPARATOR;
    }
    if ((normalization.lowerCase() && PythonStrings.lowerDependsOnContext(codePoint))
        || (normalization.stripAccents() && normalized.codePoints().anyMatch(c -> isMovable(c)))) {
      return CONTEXT;
    }
    if (normalized.isEmpty()) {
      return DROP;
    }
    int result = normalized.codePointAt(0);
    if (Character.charCount(result) < normalized.length()) {
      return EXPANSION;
    }
    int kind = CharacterClasses.isPunctuation(result) ? PUNCTUATION : LETTER;
    return (CharacterClasses.isIdeograph(codePoint) ? IDEOGRAPH : kind) + (result << KIND_BITS);
  }

  private String normalized(int codePoint) {
    StringBuilder normalized = new StringBuilder();
    if (normalization.lowerCase()) {
      PythonStrings.appendLower(normalized, codePoint);
    } else {
      normalized.appendCodePoint(codePoint);
    }
    return normalization.stripAccents()
        ? BasicTokenizer.stripAccents(normalized.toString())
        : normalized.toString();
  }

  /** Whether decomposition may move a character past a mark beside it. */
  private static boolean isMovable(int codePoint) {
    String behindMark = LAST_MARK + Character.toString(codePoint);
    return !Normalizer.normalize(behindMark, Normalizer.Form.NFD).startsWith(LAST_MARK);
  }
}
