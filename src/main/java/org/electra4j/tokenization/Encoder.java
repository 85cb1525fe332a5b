package org.electra4j.tokenization;

/**
 * The one pass of {@link FullTokenizer#encode} over one text. A <em>part</em> is what stands
 * between white space (or is an ideograph); a <em>word</em> is a run of letters within a part, or
 * one punctuation mark. Words are collected in a buffer and split into pieces by the trie.
 */
final class Encoder {
  /** Room for the longest word that is not unknown, all of it surrogate pairs. */
  private static final int BUFFER = 2 * WordPieceTokenizer.MAX_INPUT_CHARS_PER_WORD;

  private final FullTokenizer tokenizer;
  private final PieceTrie trie;
  private final CharacterActions actions;
  private final IntList ids;

  private final char[] word = new char[BUFFER];
  private int length;
  private int codePoints;

  Encoder(FullTokenizer tokenizer, PieceTrie trie, CharacterActions actions, IntList ids) {
    this.tokenizer = tokenizer;
    this.trie = trie;
    this.actions = actions;
    this.ids = ids;
  }

  void encode(String text) {
    int partStart = 0;
    int idsBeforePart = ids.size();
    int i = 0;
    while (i < text.length()) {
      int codePoint = codePointAt(text, i);
      int next = i + Character.charCount(codePoint);
      int action = actions.action(codePoint);
      switch (CharacterActions.kind(action)) {
        case CharacterActions.LETTER -> addLetter(CharacterActions.result(action));
        case CharacterActions.DROP -> {}
        case CharacterActions.PUNCTUATION -> addPunctuation(CharacterActions.result(action));
        case CharacterActions.EXPANSION -> addExpansion(actions.expansion(codePoint));
        case CharacterActions.CONTEXT -> {
          next = endOfPart(text, i);
          clearWord();
          ids.truncate(idsBeforePart);
          tokenizer.addIds(tokenizer.tokenize(text.substring(partStart, next)), ids);
        }
        case CharacterActions.IDEOGRAPH -> {
          addPunctuation(CharacterActions.result(action));
          partStart = next;
          idsBeforePart = ids.size();
        }
        default -> {
          endWord();
          partStart = next;
          idsBeforePart = ids.size();
        }
      }
      i = next;
    }
    endWord();
  }

  /** Like {@link String#codePointAt}, which the compiler does not inline as well. */
  private static int codePointAt(String text, int index) {
    char c = text.charAt(index);
    return Character.isSurrogate(c) ? text.codePointAt(index) : c;
  }

  private int endOfPart(String text, int index) {
    int i = index;
    while (i < text.length()) {
      int codePoint = codePointAt(text, i);
      int kind = CharacterActions.kind(actions.action(codePoint));
      if (kind == CharacterActions.SEPARATOR || kind == CharacterActions.IDEOGRAPH) {
        break;
      }
      i += Character.charCount(codePoint);
    }
    return i;
  }

  private void addLetter(int codePoint) {
    if (++codePoints > WordPieceTokenizer.MAX_INPUT_CHARS_PER_WORD) {
      return;
    }
    if (Character.isBmpCodePoint(codePoint)) {
      word[length++] = (char) codePoint;
    } else {
      length += Character.toChars(codePoint, word, length);
    }
  }

  private void addPunctuation(int codePoint) {
    endWord();
    addLetter(codePoint);
    endWord();
  }

  private void addExpansion(String expansion) {
    int codePoint;
    for (int i = 0; i < expansion.length(); i += Character.charCount(codePoint)) {
      codePoint = expansion.codePointAt(i);
      if (CharacterClasses.isPunctuation(codePoint)) {
        addPunctuation(codePoint);
      } else {
        addLetter(codePoint);
      }
    }
  }

  private void endWord() {
    if (codePoints > WordPieceTokenizer.MAX_INPUT_CHARS_PER_WORD) {
      ids.add(tokenizer.vocabulary().unkId());
    } else if (length > 0) {
      trie.split(word, length, ids);
    }
    clearWord();
  }

  private void clearWord() {
    length = 0;
    codePoints = 0;
  }
}
