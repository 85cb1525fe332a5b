package org.electra4j.tokenization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FullTokenizerTest {
  private static final int TEXTS = 10_000;

  /** First and last code point of blocks in which the tokenizer's rules meet. */
  private static final int[][] BLOCKS = {
    {0, 0x7F},
    {'a', 'd'},
    {'a', 'd'},
    {' ', ' '},
    {0x80, 0x24F},
    {0x2B0, 0x36F},
    {0x370, 0x3FF},
    {0x3A3, 0x3A3},
    {0x400, 0x4FF},
    {0x590, 0x6FF},
    {0x900, 0xDFF},
    {0xE00, 0xFFF},
    {0x1100, 0x11FF},
    {0x1700, 0x180F},
    {0x1D00, 0x1FFF},
    {0x2000, 0x206F},
    {0x20A0, 0x2BFF},
    {0x3000, 0x30FF},
    {0x302E, 0x302F},
    {0x4E00, 0x4E0F},
    {0x9FF0, 0xA0FF},
    {0xAC00, 0xD7A3},
    {0xD800, 0xDFFF},
    {0xE000, 0xE00F},
    {0xF900, 0xFFFF},
    {0x10400, 0x105C0},
    {0x11000, 0x11FFF},
    {0x16FF0, 0x16FF1},
    {0x1D160, 0x1D16D},
    {0x1D400, 0x1D7FF},
    {0x1F300, 0x1F9FF},
    {0x20000, 0x2000F},
    {0x2F800, 0x2FA1F},
    {0xE0000, 0xE01FF},
    {0, 0x10FFFF}
  };

  private static final Vocabulary RANDOM_PIECES = vocabularyOfRandomPieces();

  @ParameterizedTest
  @EnumSource
  void idsOfOnePassAreThoseOfTheStepByStepTokens(TextNormalization normalization) {
    FullTokenizer tokenizer = new FullTokenizer(RANDOM_PIECES, normalization);
    SplittableRandom random = new SplittableRandom(14);
    int unknown = 0;
    int known = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = randomText(random);
      int[] expected = ids(tokenizer, text);
      assertThat(tokenizer.encode(text))
          .as(() -> text.codePoints().mapToObj(Integer::toHexString).toList().toString())
          .isEqualTo(expected);
      for (int id : expected) {
        unknown += id == tokenizer.vocabulary().unkId() ? 1 : 0;
        known += id == tokenizer.vocabulary().unkId() ? 0 : 1;
      }
    }
    assertThat(unknown).isGreaterThan(TEXTS / 2);
    assertThat(known).isGreaterThan(TEXTS / 2);
  }

  @ParameterizedTest
  @EnumSource
  void everySingleCharacterIsEncodedAsItIsTokenized(TextNormalization normalization) {
    FullTokenizer tokenizer = new FullTokenizer(RANDOM_PIECES, normalization);
    List<String> different = new ArrayList<>();
    for (int codePoint = 0; codePoint <= 0x2FFFF; codePoint++) {
      String text = "a" + Character.toString(codePoint) + "b";
      if (!Arrays.equals(tokenizer.encode(text), ids(tokenizer, text))) {
        different.add(Integer.toHexString(codePoint));
      }
    }
    assertThat(different).isEmpty();
  }

  @Test
  void wordsOfMoreThan200CodePointsAreUnknown() {
    FullTokenizer tokenizer =
        tokenizer(
            TextNormalization.UNCASED, "a", "##a", "\ud801\udc28", "##\ud801\udc28", "\u1112");
    assertThat(tokenizer.encode("a".repeat(200))).hasSize(200);
    assertThat(tokenizer.encode("a".repeat(201))).containsExactly(1);
    assertThat(tokenizer.encode("\ud801\udc28".repeat(200))).hasSize(200).doesNotContain(1);
    assertThat(tokenizer.encode("\ud801\udc28".repeat(201) + " a")).containsExactly(1, 5);
    // Accents are gone before the limit applies; a Hangul syllable counts as its two or three jamo.
    assertThat(tokenizer.encode("a\u0301".repeat(200))).hasSize(200);
    assertThat(tokenizer.tokenize("\ud55c".repeat(67))).containsExactly("[UNK]");
  }

  @Test
  void theLongestPieceComesFirstAndADeadEndMakesTheWordUnknown() {
    FullTokenizer tokenizer =
        tokenizer(TextNormalization.UNCASED, "ab", "a", "##b", "##c", "##bcd");

    assertThat(tokenizer.tokenize("abc")).containsExactly("ab", "##c");
    assertThat(tokenizer.tokenize("abcd")).containsExactly("[UNK]");
    assertThat(tokenizer.encode("abc abcd a")).containsExactly(5, 8, 1, 6);
  }

  @Test
  void aVocabularyWithoutContinuationsKnowsWholeWordsOnly() {
    FullTokenizer tokenizer = tokenizer(TextNormalization.CASED, "ab", "c");

    assertThat(tokenizer.encode("ab abc c")).containsExactly(5, 1, 6);
  }

  @Test
  void specialTokensInTheTextAreSplit() {
    FullTokenizer tokenizer = tokenizer(TextNormalization.CASED, "[", "]", "CLS");

    assertThat(tokenizer.tokenize("[CLS]")).containsExactly("[", "CLS", "]");
  }

  private static FullTokenizer tokenizer(TextNormalization normalization, String... tokens) {
    List<String> all = new ArrayList<>(Vocabulary.SPECIAL_TOKENS);
    all.addAll(List.of(tokens));
    return new FullTokenizer(Vocabulary.of(all, "test"), normalization);
  }

  private static int[] ids(FullTokenizer tokenizer, String text) {
    return tokenizer.tokenize(text).stream().mapToInt(tokenizer.vocabulary()::id).toArray();
  }

  /** All words of one character from the blocks, most continuations, and some longer pieces. */
  private static Vocabulary vocabularyOfRandomPieces() {
    SplittableRandom random = new SplittableRandom(1);
    Set<String> tokens = new LinkedHashSet<>(Vocabulary.SPECIAL_TOKENS);
    IntStream.rangeClosed('a', 'd').forEach(c -> tokens.add("##" + (char) c));
    for (int i = 0; i < 20_000; i++) {
      StringBuilder piece = new StringBuilder(i % 2 == 0 ? "##" : "");
      for (int length = random.nextInt(1, 3); length > 0; length--) {
        piece.appendCodePoint(randomCodePoint(random));
      }
      for (TextNormalization normalization : TextNormalization.values()) {
        String prefix = i % 2 == 0 ? "##" : "";
        new BasicTokenizer(normalization)
            .tokenize(piece.substring(prefix.length()))
            .forEach(word -> tokens.add(prefix + word));
      }
    }
    return Vocabulary.of(List.copyOf(tokens), "random pieces");
  }

  private static String randomText(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(24); length > 0; length--) {
      text.appendCodePoint(randomCodePoint(random));
    }
    if (random.nextInt(50) == 0) {
      text.append("abc".repeat(random.nextInt(60, 75)));
    }
    return text.toString();
  }

  private static int randomCodePoint(SplittableRandom random) {
    int[] block = BLOCKS[random.nextInt(BLOCKS.length)];
    return random.nextInt(block[0], block[1] + 1);
  }
}
