package org.electra4j.tokenization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the original's tokenizer made of 370 strings. */
class TokenizationGoldenTest {
  private static final Path STRINGS = Reference.folder("tokenization").resolve("strings.json");

  @ParameterizedTest
  @EnumSource
  void basicTokensAreTheOriginals(TextNormalization normalization) {
    BasicTokenizer tokenizer = new BasicTokenizer(normalization);
    JsonNode strings = Json.read(STRINGS);
    assertThat(strings).hasSize(370);
    for (JsonNode string : strings) {
      assertThat(tokenizer.tokenize(string.get("text").textValue()))
          .as(string.get("text").toString())
          .isEqualTo(texts(result(string, normalization).get("basic")));
    }
  }

  @ParameterizedTest
  @EnumSource
  void tokensAreTheOriginalsWithTheTokensThatItFoundAsVocabulary(TextNormalization normalization) {
    // Every piece that the original found, the longer ones left out that would shadow it: enough of
    // its vocabulary to take the same path on each string, one string at a time.
    for (JsonNode string : Json.read(STRINGS)) {
      List<String> expected = texts(result(string, normalization).get("tokens"));
      List<String> entries = new ArrayList<>(Vocabulary.SPECIAL_TOKENS);
      expected.stream().filter(token -> !entries.contains(token)).forEach(entries::add);
      FullTokenizer tokenizer =
          new FullTokenizer(Vocabulary.of(entries, "golden tokens"), normalization);
      String text = string.get("text").textValue();

      assertThat(tokenizer.tokenize(text)).as(string.get("text").toString()).isEqualTo(expected);
      assertThat(tokenizer.encode(text))
          .as(string.get("text").toString())
          .isEqualTo(expected.stream().mapToInt(entries::indexOf).toArray());
    }
  }

  @Tag("shared-data")
  @ParameterizedTest
  @EnumSource
  void tokensAndIdsAreTheOriginalsWithItsVocabulary(TextNormalization normalization) {
    Path file = Reference.shared().resolve("data/vocab/bert-uncased-vocab.txt");
    Assumptions.assumeTrue(Files.exists(file), "needs " + file);
    FullTokenizer tokenizer = new FullTokenizer(Vocabulary.read(file), normalization);
    for (JsonNode string : Json.read(STRINGS)) {
      String text = string.get("text").textValue();
      JsonNode expected = result(string, normalization);
      assertThat(tokenizer.tokenize(text))
          .as(string.get("text").toString())
          .isEqualTo(texts(expected.get("tokens")));
      assertThat(tokenizer.encode(text))
          .as(string.get("text").toString())
          .isEqualTo(ids(expected.get("ids")));
    }
  }

  @Test
  void whitespaceIsSplitAsPythonDoes() {
    JsonNode cases = Json.read(STRINGS.resolveSibling("meta.json")).get("whitespace_tokenize");
    assertThat(cases).isNotEmpty();
    for (JsonNode one : cases) {
      assertThat(PythonStrings.split(one.get("text").textValue()))
          .as(one.get("text").toString())
          .isEqualTo(texts(one.get("tokens")));
    }
  }

  private static JsonNode result(JsonNode string, TextNormalization normalization) {
    return string.get(normalization.name().toLowerCase(Locale.ROOT));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
  }

  private static int[] ids(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }
}
