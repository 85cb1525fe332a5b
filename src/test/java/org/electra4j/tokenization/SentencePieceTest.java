package org.electra4j.tokenization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goldens are made by tools/make_sentencepiece_goldens.py with the sentencepiece library. */
class SentencePieceTest {
  private static final TextNormalization UNUSED = TextNormalization.UNCASED;
  private static final String CACHE = "electra.cache";

  @TempDir private Path directory;

  @Test
  void idsAreThoseOfTheSentencePieceLibrary() throws IOException {
    assertThat(compare(Tokenizer.read(unigram(), UNUSED), "unigram")).isGreaterThan(200);
    assertThat(compare(Tokenizer.read(albert(), UNUSED), "albert")).isGreaterThan(200);
  }

  @Test
  void allThreadsGetTheSameIds() {
    Tokenizer tokenizer = Tokenizer.read(albert(), UNUSED);

    assertThat(IntStream.range(0, 8).parallel().map(i -> compare(tokenizer, "albert")).sum())
        .isGreaterThan(8 * 200);
  }

  @Test
  void symbolsOfAModelAreItsSpecialTokens() {
    Vocabulary vocabulary = Vocabulary.read(albert());

    assertThat(vocabulary.size()).isEqualTo(700);
    assertThat(vocabulary.tokens()).startsWith("<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]");
    assertThat(specialIds(vocabulary)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void specialTokensThatAModelLacksComeBehindItsPieces() throws IOException {
    Vocabulary vocabulary = Vocabulary.read(unigram());

    assertThat(vocabulary.tokens()).startsWith("<unk>", "<s>", "</s>").endsWith("<pad>", "[MASK]");
    assertThat(vocabulary.size()).isEqualTo(402);
    assertThat(specialIds(vocabulary)).containsExactly(400, 0, 1, 2, 401);
  }

  @Test
  void tokensArePieces() throws IOException {
    assertThat(Tokenizer.read(unigram(), UNUSED).tokenize(" Ｔhe  sharp\u00a0blade\u4e2d"))
        .startsWith("▁The", "▁shar", "p", "▁b")
        .endsWith("<unk>");
  }

  @Test
  void foreignAndTruncatedFilesAreOneLine() throws IOException {
    byte[] good = Files.readAllBytes(albert());
    Path file = directory.resolve("bad.model");
    for (int size = 0; size < good.length - 1; size = size * 5 / 4 + 1) {
      Files.write(file, Arrays.copyOf(good, size));
      assertRefused(file, "is not a model of SentencePiece");
    }
    Files.writeString(file, "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n");
    assertRefused(file, "is not a model of SentencePiece");
    assertRefused(directory.resolve("nowhere.model"), "no such file");
  }

  @Test
  void theNativeLibraryIsUnpackedOnce() throws IOException {
    withCache(
        directory.resolve("cache"),
        () -> {
          Tokenizer.read(albert(), UNUSED);
          Path library = onlyFileIn(directory.resolve("cache"));
          FileTime longAgo = FileTime.fromMillis(1_000_000);
          Files.setLastModifiedTime(library, longAgo);
          Tokenizer.read(albert(), UNUSED);

          assertThat(onlyFileIn(directory.resolve("cache"))).isEqualTo(library);
          assertThat(Files.getLastModifiedTime(library)).isEqualTo(longAgo);
        });
  }

  @Test
  void theVocabularyIsReadWithoutTheNativeLibrary() throws IOException {
    Path noDirectory = Files.writeString(directory.resolve("file"), "");
    withCache(
        noDirectory,
        () -> {
          assertThat(Vocabulary.read(albert()).size()).isEqualTo(700);
          assertThatThrownBy(() -> Tokenizer.read(albert(), UNUSED))
              .isInstanceOf(BadInputException.class)
              .hasMessageStartingWith("cannot write " + noDirectory);
        });
  }

  private interface Action {
    void run() throws IOException;
  }

  private static void withCache(Path cache, Action action) throws IOException {
    String before = System.getProperty(CACHE);
    System.setProperty(CACHE, cache.toString());
    try {
      action.run();
    } finally {
      System.setProperty(CACHE, before);
    }
  }

  private static Path onlyFileIn(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      assertThat(files).hasSize(1);
      return files.get(0);
    }
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> Tokenizer.read(file, UNUSED))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private static List<Integer> specialIds(Vocabulary v) {
    return List.of(v.padId(), v.unkId(), v.clsId(), v.sepId(), v.maskId());
  }

  private static int compare(Tokenizer tokenizer, String model) {
    JsonNode rows = Json.read(resource("encodings.json"));
    for (JsonNode row : rows) {
      String text = row.get("text").asText();
      int[] ids =
          StreamSupport.stream(row.get(model).spliterator(), false)
              .mapToInt(JsonNode::intValue)
              .toArray();
      assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids);
    }
    return rows.size();
  }

  private static Path albert() {
    return resource("albert.model");
  }

  private Path unigram() throws IOException {
    Path file = directory.resolve("unigram.model");
    try (InputStream in =
        new XZCompressorInputStream(Files.newInputStream(resource("unigram.model.xz")))) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  private static Path resource(String name) {
    try {
      return Path.of(SentencePieceTest.class.getResource("/sentencepiece/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
