package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.electra4j.io.Json;
import org.electra4j.testing.CapturedOutput;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Tokenizer;
import org.electra4j.tokenization.Vocabulary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("takes over standard output and standard error")
class TrainVocabCommandTest {
  @RegisterExtension final CapturedOutput output = new CapturedOutput();

  @TempDir Path directory;
  private Path corpus;
  private Path vocabFile;

  @BeforeEach
  void makeCorpus() throws IOException {
    corpus = Files.createDirectory(directory.resolve("corpus"));
    vocabFile = directory.resolve("out").resolve("vocab.txt");
    Files.writeString(corpus.resolve("b.txt"), "The cat sat.\nThe cat sat!\r\n");
    Files.writeString(corpus.resolve("a.txt"), "Thé dog sat\n");
  }

  @Test
  void trainsAVocabularyThatKnowsEveryWordOfTheCorpus() {
    assertThat(run("--type", "wordpiece", "--vocab-size", "60", "--json")).isZero();

    Vocabulary vocabulary = Vocabulary.read(vocabFile);
    JsonNode summary = Json.parse(output.out(), "standard output");
    assertThat(summary.get("vocab_size").intValue()).isEqualTo(vocabulary.size());
    assertThat(summary.get("words").longValue()).isEqualTo(11);
    assertThat(summary.get("corpus_bytes").longValue()).isEqualTo(40);
    assertThat(vocabulary.tokens()).startsWith("[PAD]").contains("the", "sat", "cat", "##g");
    assertThat(new FullTokenizer(vocabulary, TextNormalization.UNCASED).tokenize("The dog sat!"))
        .doesNotContain("[UNK]");
  }

  @Test
  void caseAndAccentsAreKeptOnRequest() {
    assertThat(run("--no-lower-case", "--min-frequency", "1")).isZero();
    assertThat(Vocabulary.read(vocabFile).tokens()).contains("The", "Thé").doesNotContain("the");
    assertThat(output.out()).contains("tokens").contains("pretrain with vocab_size");

    assertThat(run("--no-strip-accents", "--min-frequency", "1")).isZero();
    assertThat(Vocabulary.read(vocabFile).tokens()).contains("the", "thé").doesNotContain("The");
  }

  @Test
  void byteLevelBpeIsTrainedOnTheTextAsItIs() {
    vocabFile = directory.resolve("out").resolve("tokenizer.json");
    assertThat(run("--type", "bpe", "--vocab-size", "300", "--json")).isZero();

    Vocabulary vocabulary = Vocabulary.read(vocabFile);
    JsonNode summary = Json.parse(output.out(), "standard output");
    assertThat(summary.get("vocab_size").intValue()).isEqualTo(vocabulary.size()).isLessThan(300);
    assertThat(summary.get("corpus_bytes").longValue()).isEqualTo(40);
    assertThat(vocabulary.tokens()).startsWith("<PAD>", "<MASK>").contains("The", "Ġsat");
    assertThat(Tokenizer.read(vocabFile, TextNormalization.UNCASED).tokenize("The sat"))
        .containsExactly("The", "Ġsat");
  }

  @Test
  void byteLevelBpeRefusesWhatItWouldIgnore() throws IOException {
    assertFails("expected a name that ends in .json", "--type", "bpe");
    assertFails(
        "--type sentencepiece: not trained here; train it with SentencePiece's own spm_train",
        "--type",
        "sentencepiece");
    assertFails(
        "--no-lower-case is an option of --type wordpiece only",
        "--type",
        "bpe",
        "--no-lower-case");
    vocabFile = directory.resolve("out").resolve("tokenizer.json");
    assertFails(
        corpus + ": a vocabulary of 261 tokens is too small",
        "--type",
        "bpe",
        "--vocab-size",
        "261");
  }

  @Test
  void badInputIsOneLineAndLeavesNothingBehind() throws IOException {
    assertFails(
        "--type unigram: not a type of vocabulary, wordpiece and bpe are", "--type", "unigram");
    assertFails("the smallest size that works is", "--vocab-size", "10");
    assertFails("--vocab-size is 'many', expected a whole number", "--vocab-size", "many");
    assertFails("--min-frequency is '0', expected at least 1", "--min-frequency", "0");
    Files.write(corpus.resolve("c.txt"), new byte[] {'o', 'k', '\n', 'a', (byte) 0xe9});
    assertFails(corpus.resolve("c.txt") + ": line 2 is not UTF-8: bad byte 0xe9 at byte offset 4");
    Files.delete(corpus.resolve("c.txt"));

    Files.writeString(corpus.resolve("a.txt"), "\n");
    Files.writeString(corpus.resolve("b.txt"), "");
    assertFails(corpus + ": the text has no words");
    Files.delete(corpus.resolve("a.txt"));
    Files.delete(corpus.resolve("b.txt"));
    assertFails(corpus + " holds no files");
    Files.delete(corpus);
    assertFails(corpus + ": no such directory");
  }

  private void assertFails(String message, String... options) throws IOException {
    output.reset();
    assertThat(run(options)).isEqualTo(2);
    List<String> errors = output.err().lines().filter(line -> line.startsWith("electra ")).toList();
    assertThat(errors).singleElement().asString().contains(message);
    assertThat(output.err()).doesNotContain("\tat ");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.filter(path -> !path.equals(corpus))).isEmpty();
    }
  }

  private int run(String... options) {
    Stream<String> fixed =
        Stream.of(
            "train-vocab",
            "--corpus-dir",
            corpus.toString(),
            "--output-file",
            vocabFile.toString());
    return Main.run(Stream.concat(fixed, Stream.of(options)).toArray(String[]::new));
  }
}
