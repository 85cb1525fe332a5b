package org.electra4j.tokenization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.electra4j.io.BadInputException;
import org.electra4j.tokenization.WordPieceTrainer.Settings;
import org.junit.jupiter.api.Test;

class WordPieceTrainerTest {
  @Test
  void specialTokensComeFirstThenCharactersThenPiecesByFrequency() {
    TrainedVocabulary trained =
        train(
            new Settings(100, 2, 0), "low low low low, lower lower", "newest newest newest", "lo!");

    assertThat(trained.tokens())
        .startsWith("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "!", ",", "e", "l", "n", "o")
        .containsSubsequence("r", "s", "t", "w", "##e", "##l", "##n", "##o", "##r", "##s", "##t")
        .containsSubsequence("##w", "lo", "low", "ne", "##es", "newest")
        .containsSubsequence("low", "lower")
        .doesNotContain("##!", "##,", "lo!")
        .doesNotHaveDuplicates();
    assertThat(trained.characters()).isEqualTo(2 + 2 * 8);
    assertThat(trained.words()).isEqualTo(12);
    assertThat(trained.distinctWords()).isEqualTo(6);
    assertThat(trained.unknownWords()).isZero();
  }

  @Test
  void mergesAreThoseOfCountingAllPairsAnewEachTime() {
    for (int seed = 0; seed < 30; seed++) {
      List<String> lines = randomLines(new SplittableRandom(seed));
      WordCounts counts = new WordCounts(TextNormalization.UNCASED);
      lines.forEach(counts::add);
      for (int minFrequency : new int[] {1, 3}) {
        List<String> tokens =
            train(new Settings(120, minFrequency, 0), lines.toArray(String[]::new)).tokens();
        assertThat(tokens).isEqualTo(mergeNaively(counts.words(), 120, minFrequency));
      }
    }
  }

  @Test
  void theOrderOfTheTextDoesNotMatter() {
    List<String> lines = new ArrayList<>(randomLines(new SplittableRandom(1)));
    List<String> tokens = train(new Settings(90, 2, 0), lines.toArray(String[]::new)).tokens();
    Collections.shuffle(lines, new Random(2));

    assertThat(train(new Settings(90, 2, 0), lines.toArray(String[]::new)).tokens())
        .isEqualTo(tokens);
  }

  @Test
  void wordsOfTheTextsLettersAreNeverUnknown() {
    for (TextNormalization normalization : TextNormalization.values()) {
      WordPieceTrainer trainer = new WordPieceTrainer(normalization, new Settings(2000, 2, 0));
      String text = "Ünïcode Wörter, 한국어 と 日本語 \ud83d\ude00\ud83d\ude01 ΑΣ don't x\u2028y ©2020";
      trainer.add(text);
      TrainedVocabulary trained = trainer.train(size -> {});
      FullTokenizer tokenizer =
          new FullTokenizer(Vocabulary.of(trained.tokens(), "trained"), normalization);

      assertThat(tokenizer.tokenize(text)).isNotEmpty().doesNotContain("[UNK]");
      assertThat(tokenizer.tokenize("r\ud83d\ude01ödo 2nö")).doesNotContain("[UNK]");
    }
  }

  @Test
  void anAlphabetLimitKeepsTheMostFrequentCharactersAndCountsTheWordsLost() {
    TrainedVocabulary trained = train(new Settings(100, 1, 2), "ab ab ab ba z za za");

    assertThat(trained.characters()).isEqualTo(4);
    assertThat(trained.tokens()).contains("a", "##b").doesNotContain("z", "##z", "za");
    assertThat(trained.unknownWords()).isEqualTo(3);
  }

  @Test
  void wordsOfMoreThan200CharactersAreLeftOut() {
    TrainedVocabulary trained = train(new Settings(400, 1, 0), "ab", "xy".repeat(101));

    assertThat(trained.tokens()).contains("ab").doesNotContain("x", "xy");
    assertThat(trained.unknownWords()).isEqualTo(1);
  }

  @Test
  void theSizeIsKeptOrNoFrequentPairIsLeft() {
    assertThat(train(new Settings(14, 1, 0), "abcd abc abc").tokens()).hasSize(14).endsWith("ab");
    assertThatThrownBy(() -> train(new Settings(12, 1, 0), "abcd"))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("the smallest size that works is 13");
    assertThat(train(new Settings(13, 1, 0), "abcd").tokens()).hasSize(13);
    assertThat(train(new Settings(1000, 2, 0), "abcd").tokens()).hasSize(13);
  }

  @Test
  void textWithoutWordsIsAnError() {
    assertThatThrownBy(() -> train(new Settings(100, 1, 0), "", " \u200b "))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no words");
  }

  private static TrainedVocabulary train(Settings settings, String... lines) {
    WordPieceTrainer trainer = new WordPieceTrainer(TextNormalization.UNCASED, settings);
    List.of(lines).forEach(trainer::add);
    return trainer.train(size -> {});
  }

  private static List<String> randomLines(SplittableRandom random) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      StringBuilder line = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        line.append("aaabbcd ".charAt(random.nextInt(8)));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** The definition: count every pair in every word, merge the most frequent one, start again. */
  private static List<String> mergeNaively(Map<String, Long> counts, int size, int minFrequency) {
    List<String> tokens = new ArrayList<>(Vocabulary.SPECIAL_TOKENS);
    tokens.addAll(Alphabet.of(counts, 0).tokens());
    Map<List<Integer>, Long> words = new HashMap<>();
    counts.forEach(
        (word, count) -> {
          List<Integer> pieces = new ArrayList<>();
          for (int i = 0; i < word.length(); i++) {
            pieces.add(tokens.indexOf((i == 0 ? "" : "##") + word.charAt(i)));
          }
          words.merge(pieces, count, Long::sum);
        });
    while (tokens.size() < size) {
      Map<List<Integer>, Long> pairs = new HashMap<>();
      words.forEach(
          (word, count) -> {
            for (int i = 1; i < word.size(); i++) {
              pairs.merge(List.of(word.get(i - 1), word.get(i)), count, Long::sum);
            }
          });
      List<Integer> best = null;
      for (List<Integer> pair : pairs.keySet()) {
        if (best == null || isBefore(pair, best, pairs)) {
          best = pair;
        }
      }
      if (best == null || pairs.get(best) < minFrequency) {
        break;
      }
      String text = tokens.get(best.get(0)) + tokens.get(best.get(1)).substring(2);
      if (!tokens.contains(text)) {
        tokens.add(text);
      }
      Map<List<Integer>, Long> merged = new HashMap<>();
      for (Map.Entry<List<Integer>, Long> word : words.entrySet()) {
        merged.merge(
            replace(word.getKey(), best, tokens.indexOf(text)), word.getValue(), Long::sum);
      }
      words.clear();
      words.putAll(merged);
    }
    return tokens;
  }

  private static boolean isBefore(
      List<Integer> a, List<Integer> b, Map<List<Integer>, Long> counts) {
    int byCount = Long.compare(counts.get(b), counts.get(a));
    int byLeft = byCount != 0 ? byCount : Integer.compare(a.get(0), b.get(0));
    return (byLeft != 0 ? byLeft : Integer.compare(a.get(1), b.get(1))) < 0;
  }

  private static List<Integer> replace(List<Integer> word, List<Integer> pair, int merged) {
    List<Integer> result = new ArrayList<>();
    for (int i = 0; i < word.size(); i++) {
      if (i + 1 < word.size() && word.subList(i, i + 2).equals(pair)) {
        result.add(merged);
        i++;
      } else {
        result.add(word.get(i));
      }
    }
    return result;
  }
}
