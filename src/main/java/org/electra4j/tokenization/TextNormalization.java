package org.electra4j.tokenization;

/** What the basic tokenizer does to the letters of a word before it looks for punctuation. */
public enum TextNormalization {
  /** Lower-cases and strips accents: the original's default. */
  UNCASED(true, true),
  /** Lower-cases and keeps accents: the original's {@code --no-strip-accents}. */
  UNCASED_KEEP_ACCENTS(true, false),
  /** Leaves letters alone: the original's {@code --no-lower-case}. */
  CASED(false, false);

  private final boolean lowerCase;
  private final boolean stripAccents;

  TextNormalization(boolean lowerCase, boolean stripAccents) {
    this.lowerCase = lowerCase;
    this.stripAccents = stripAccents;
  }

  /**
   * The normalization for the original's two switches. Without lower-casing {@code stripAccents}
   * has no effect (quirk 18).
   */
  public static TextNormalization of(boolean lowerCase, boolean stripAccents) {
    if (!lowerCase) {
      return CASED;
    }
    return stripAccents ? UNCASED : UNCASED_KEEP_ACCENTS;
  }

  /** Whether words are lower-cased. */
  public boolean lowerCase() {
    return lowerCase;
  }

  /** Whether words are decomposed (NFD) and lose their non-spacing marks. */
  public boolean stripAccents() {
    return stripAccents;
  }
}
