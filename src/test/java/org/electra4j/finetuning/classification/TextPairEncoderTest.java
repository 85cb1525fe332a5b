package org.electra4j.finetuning.classification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;
import org.junit.jupiter.api.Test;

class TextPairEncoderTest {
  private static final Vocabulary VOCABULARY = Vocabulary.read(Reference.tinyVocabulary());
  private static final FullTokenizer TOKENIZER =
      new FullTokenizer(VOCABULARY, TextNormalization.UNCASED);

  @Test
  void aTextStandsBetweenClsAndSep() {
    TextPairEncoder.Encoded encoded = encoder(8).encode("tok005 tok006", null);
    assertThat(encoded.inputIds()).containsExactly(2, 5, 6, 3);
    assertThat(encoded.segmentIds()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void theSecondTextAndItsSepAreSegmentOne() {
    TextPairEncoder.Encoded encoded = encoder(8).encode("tok005", "tok006 tok007");
    assertThat(encoded.inputIds()).containsExactly(2, 5, 3, 6, 7, 3);
    assertThat(encoded.segmentIds()).containsExactly(0, 0, 0, 1, 1, 1);
  }

  @Test
  void aSecondTextWithoutTokensCountsAsNone() {
    assertThat(encoder(8).encode("tok005", " \u00A0").inputIds()).containsExactly(2, 5, 3);
    assertThat(encoder(8).encode("", "").inputIds()).containsExactly(2, 3);
  }

  @Test
  void aLongTextLosesItsEnd() {
    assertThat(encoder(5).encode(words(5, 9), null).inputIds()).containsExactly(2, 5, 6, 7, 3);
  }

  @Test
  void pairsLoseTheLastTokenOfTheLongerTextOneAtATime() {
    for (int maxSeqLength = 3; maxSeqLength < 14; maxSeqLength++) {
      for (int a = 0; a < 12; a++) {
        for (int b = 1; b < 12; b++) {
          int[] ids = encoder(maxSeqLength).encode(words(10, a), words(100, b)).inputIds();
          assertThat(ids)
              .as("%d and %d tokens in %d", a, b, maxSeqLength)
              .containsExactly(expected(a, b, maxSeqLength));
        }
      }
    }
  }

  /** Step by step, as the original does it. */
  private static int[] expected(int tokensA, int tokensB, int maxSeqLength) {
    int a = tokensA;
    int b = tokensB;
    while (a + b > maxSeqLength - 3) {
      if (a > b) {
        a--;
      } else {
        b--;
      }
    }
    List<Integer> ids = new ArrayList<>();
    ids.add(VOCABULARY.clsId());
    IntStream.range(10, 10 + a).forEach(ids::add);
    ids.add(VOCABULARY.sepId());
    if (b > 0) {
      IntStream.range(100, 100 + b).forEach(ids::add);
      ids.add(VOCABULARY.sepId());
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private static TextPairEncoder encoder(int maxSeqLength) {
    return new TextPairEncoder(TOKENIZER, maxSeqLength);
  }

  private static String words(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj("tok%03d"::formatted)
        .collect(Collectors.joining(" "));
  }
}
