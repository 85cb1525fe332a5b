package org.electra4j.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A line of 1,000 characters to ids: ASCII words, words of several pieces, words with accents. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TokenizerBenchmark {
  private static final int CHARACTERS = 1000;

  @Param({"words", "pieces", "accents"})
  public String text;

  private FullTokenizer tokenizer;
  private String line;

  @Setup
  public void prepare() {
    List<String> tokens = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    for (char c = 'a'; c <= 'z'; c++) {
      tokens.add(String.valueOf(c));
      tokens.add("##" + c);
    }
    Random random = new Random(1);
    List<String> words = new ArrayList<>();
    while (words.size() < 20_000) {
      words.add(letters(random, 3 + random.nextInt(6)));
    }
    tokens.addAll(words.stream().distinct().toList());
    tokenizer =
        new FullTokenizer(Vocabulary.of(tokens, "made up"), TextNormalization.UNCASED);
    StringBuilder builder = new StringBuilder();
    while (builder.length() < CHARACTERS) {
      builder.append(
          switch (text) {
            case "words" -> words.get(random.nextInt(words.size()));
            case "pieces" -> letters(random, 8);
            default -> words.get(random.nextInt(words.size())) + "\u00e9";
          });
      builder.append(' ');
    }
    line = builder.toString();
  }

  private static String letters(Random random, int number) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < number; i++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  @Benchmark
  public int[] encode() {
    return tokenizer.encode(line);
  }
}
