package org.electra4j.tokenization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.Utf8LineReader;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goldens are made by tools/make_bpe_goldens.py with the tokenizers library. */
class ByteLevelBpeTest {
  private static final TextNormalization UNUSED = TextNormalization.UNCASED;

  @TempDir private Path directory;

  @Test
  void idsAreThoseOfTheTokenizersLibrary() {
    assertThat(compare(resource("tokenizer.json"), "ids")).isGreaterThan(200);
  }

  @Test
  @Tag("shared-data")
  void idsOfTheStudysVocabularyAreThoseOfTheTokenizersLibrary() {
    Path file = Reference.shared().resolve("data/vocab/rc2020-bbpe-30522.json");
    assumeTrue(Files.exists(file));
    assertThat(compare(file, "study_ids")).isGreaterThan(200);
    assertThat(Vocabulary.read(file).size()).isEqualTo(30522);
  }

  @Test
  void trainingGivesTheFileThatTheTokenizersLibraryGives() throws IOException {
    ByteLevelBpeTrainer trainer = new ByteLevelBpeTrainer(700, 2);
    try (Utf8LineReader reader = Utf8LineReader.open(resource("corpus.txt"))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        trainer.add(reader.lineEnded() ? line + "\n" : line);
      }
    }
    ByteLevelBpeTrainer.Trained trained = trainer.train(size -> {});
    ObjectNode golden = (ObjectNode) Json.read(resource("tokenizer.json"));
    ObjectNode model = (ObjectNode) golden.get("model");
    List<String> merges = new ArrayList<>();
    model.get("merges").forEach(m -> merges.add(m.get(0).asText() + " " + m.get(1).asText()));
    model.set("merges", Json.mapper().valueToTree(merges));

    assertThat(merges).hasSizeGreaterThan(300);
    assertThat(trained.tokenizerJson()).isEqualTo(golden);
    assertThat(trained.tokens()).hasSize(262 + merges.size());
  }

  @Test
  void specialTokensAreFoundByTheirNames() {
    Vocabulary study = Vocabulary.read(resource("tokenizer.json"));
    assertThat(List.of(study.padId(), study.maskId(), study.clsId(), study.sepId(), study.unkId()))
        .containsExactly(0, 1, 2, 4, 5);

    Path roberta =
        changed(
            json -> {
              String text = json.toString().replace("<BOS>", "<s>").replace("<SEP>", "</s>");
              json.setAll((ObjectNode) Json.parse(text, "test"));
            });
    assertThat(Vocabulary.read(roberta).token(Vocabulary.read(roberta).clsId())).isEqualTo("<s>");
    assertThat(Vocabulary.read(roberta).sepId()).isEqualTo(4);
  }

  @Test
  void addedTokensMayTakeInTheSpaceAroundThemAndAskForWordBoundaries() {
    Path file =
        changed(
            json -> {
              ObjectNode mask = (ObjectNode) json.get("added_tokens").get(1);
              mask.put("lstrip", true).put("rstrip", true);
              ((ObjectNode) json.get("added_tokens").get(0)).put("single_word", true);
            });
    Tokenizer tokenizer = Tokenizer.read(file, UNUSED);

    assertThat(tokenizer.tokenize("a \t<MASK>  b")).containsExactly("a", "<MASK>", "b");
    assertThat(tokenizer.tokenize("<PAD> ")).containsExactly("<PAD>", "Ġ");
    assertThat(tokenizer.tokenize("a<PAD>")).doesNotContain("<PAD>");
  }

  @Test
  void aNormaliserAndAPrefixSpaceAreThoseOfTheFile() {
    Path file =
        changed(
            json -> {
              ((ObjectNode) json.get("pre_tokenizer")).put("add_prefix_space", true);
              json.putObject("normalizer")
                  .put("type", "Sequence")
                  .putArray("normalizers")
                  .add(Json.mapper().createObjectNode().put("type", "NFKC"))
                  .add(Json.mapper().createObjectNode().put("type", "Lowercase"));
            });
    Tokenizer plain = Tokenizer.read(resource("tokenizer.json"), UNUSED);

    assertThat(Tokenizer.read(file, UNUSED).encode("Ｔhe ΣΟΣ")).isEqualTo(plain.encode(" the σοσ"));
  }

  @Test
  void aLongRunOfLettersTakesNoTimeAndNoStack() {
    Tokenizer tokenizer = Tokenizer.read(resource("tokenizer.json"), UNUSED);
    String text = "the".repeat(200_000);
    assertThat(String.join("", tokenizer.tokenize(text))).isEqualTo(text);
  }

  @Test
  void aFileThatCannotBeFollowedIsRefusedInOneLine() {
    assertRefused(
        "model.type is \"WordPiece\", expected BPE", j -> model(j).put("type", "WordPiece"));
    assertRefused("pre_tokenizer.type is absent", j -> j.putNull("pre_tokenizer"));
    assertRefused("model.dropout is 0.1, expected none", j -> model(j).put("dropout", 0.1));
    assertRefused("model.end_of_word_suffix", j -> model(j).put("end_of_word_suffix", "</w>"));
    assertRefused(
        "normalizer.type is \"Replace\"", j -> j.putObject("normalizer").put("type", "Replace"));
    assertRefused("model.merges[0] is \"q q\"", j -> model(j).putArray("merges").add("q q"));
    assertRefused("id 900 of token", j -> ((ObjectNode) model(j).get("vocab")).put("!", 900));
    assertRefused("model.vocab is -1", j -> ((ObjectNode) model(j).get("vocab")).put("!", -1));
    assertRefused(
        "lacks a special token, expected one of [MASK] <mask>",
        j -> {
          model(j).set("vocab", renamed(model(j).get("vocab"), "<MASK>", "<HIDE>"));
          ((ObjectNode) j.get("added_tokens").get(1)).put("content", "<HIDE>");
        });
    assertRefused(
        "model.vocab lacks ! for the byte 0x21",
        j -> model(j).set("vocab", renamed(model(j).get("vocab"), "!", "!?!")));
    assertThatThrownBy(() -> new FullTokenizer(Vocabulary.read(resource("tokenizer.json")), UNUSED))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected the vocab.txt");
  }

  private static ObjectNode renamed(JsonNode vocab, String from, String to) {
    ObjectNode renamed = Json.mapper().createObjectNode();
    vocab
        .fields()
        .forEachRemaining(
            e -> renamed.set(e.getKey().equals(from) ? to : e.getKey(), e.getValue()));
    return renamed;
  }

  private static ObjectNode model(ObjectNode json) {
    return (ObjectNode) json.get("model");
  }

  private void assertRefused(String message, Consumer<ObjectNode> change) {
    Path file = changed(change);
    assertThatThrownBy(() -> Tokenizer.read(file, UNUSED))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private Path changed(Consumer<ObjectNode> change) {
    ObjectNode json = (ObjectNode) Json.read(resource("tokenizer.json"));
    change.accept(json);
    Path file = directory.resolve("changed.json");
    Json.write(file, json);
    return file;
  }

  private static int compare(Path file, String field) {
    Tokenizer tokenizer = Tokenizer.read(file, UNUSED);
    JsonNode rows = Json.read(resource("encodings.json"));
    for (JsonNode row : rows) {
      List<Integer> expected = new ArrayList<>();
      row.get(field).forEach(id -> expected.add(id.intValue()));
      String text = row.get("text").asText();
      assertThat(tokenizer.encode(text)).as(text).containsExactly(toArray(expected));
    }
    return rows.size();
  }

  private static int[] toArray(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Path resource(String name) {
    try {
      return Path.of(ByteLevelBpeTest.class.getResource("/bpe/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
