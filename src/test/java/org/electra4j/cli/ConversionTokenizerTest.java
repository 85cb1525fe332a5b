package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.electra4j.io.Json;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Tokenizer;
import org.electra4j.tokenization.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What a conversion does with a vocabulary that is no {@code vocab.txt}. */
@Isolated("takes over standard output and standard error")
class ConversionTokenizerTest extends ConversionTestCase {
  private static final String SENTENCEPIECE = "/sentencepiece/albert.model";
  private static final String BPE = "/bpe/tokenizer.json";

  @Test
  void aTokenizerJsonIsCarriedWithTheFramingOfTheModel() throws IOException {
    Path source = copy(BPE);
    Path model = modelFor(source);

    convert(model, dir.resolve("hf"), "hf", with(source));

    Vocabulary vocabulary = Vocabulary.read(source);
    String cls = vocabulary.token(vocabulary.clsId());
    String sep = vocabulary.token(vocabulary.sepId());
    ObjectNode written = (ObjectNode) Json.read(dir.resolve("hf/tokenizer.json"));
    JsonNode framing = written.remove("post_processor");
    ObjectNode expected = (ObjectNode) Json.read(source);
    expected.remove("post_processor");
    assertThat(written).isEqualTo(expected);
    assertThat(framing.at("/single/0/SpecialToken/id").asText()).isEqualTo(cls);
    assertThat(framing.at("/pair/3/Sequence/type_id").asInt()).isEqualTo(1);
    assertThat(framing.at("/pair/4/SpecialToken/id").asText()).isEqualTo(sep);
    assertThat(framing.get("special_tokens").get(sep).at("/ids/0").asInt())
        .isEqualTo(vocabulary.sepId());
    JsonNode config = Json.read(dir.resolve("hf/tokenizer_config.json"));
    assertThat(config.get("tokenizer_class").asText()).isEqualTo("PreTrainedTokenizerFast");
    assertThat(config.get("model_max_length").asInt()).isEqualTo(64);
    assertThat(config.get("cls_token").asText()).isEqualTo(cls);
    assertThat(config.get("mask_token").asText()).isEqualTo(vocabulary.token(vocabulary.maskId()));
    assertThat(config.get("model_input_names"))
        .hasToString("[\"input_ids\",\"token_type_ids\",\"attention_mask\"]");
    assertThat(config.has("do_lower_case")).isFalse();
    assertThat(dir.resolve("hf/vocab.txt")).doesNotExist();
    String text = "The naïve cat's 12 hats.";
    assertThat(tokenizer(dir.resolve("hf/tokenizer.json")).encode(text))
        .isEqualTo(tokenizer(source).encode(text));
  }

  @Test
  void aModelOfSentencePieceIsRefusedForHuggingFaceBeforeAnythingIsWritten() throws IOException {
    Path source = copy(SENTENCEPIECE);

    expect("without --vocab-file the weights alone", modelFor(source), "hf", with(source));

    assertThat(dir.resolve("refused")).doesNotExist();
  }

  @Test
  void besideATensorFlowCheckpointBothStandAsTheyAre() throws IOException {
    for (String resource : new String[] {BPE, SENTENCEPIECE}) {
      Path source = copy(resource);
      Path to = dir.resolve("to").resolve("model");

      convert(modelFor(source), to, "tf", with(source));

      assertThat(to.resolveSibling(source.getFileName())).hasSameBinaryContentAs(source);
      assertThat(to.resolveSibling("vocab.txt")).doesNotExist();
    }
  }

  @Test
  void tokensAreAddedToWordPieceOnly() throws IOException {
    Path source = copy(BPE);
    Path tokens = Files.writeString(dir.resolve("more.txt"), "aaa\n");

    expect(
        source + ": tokens are added to a vocab.txt of WordPiece only",
        modelFor(source),
        "tf",
        "--vocab-file",
        source.toString(),
        "--add-tokens",
        tokens.toString());
  }

  private static String[] with(Path vocabulary) {
    return new String[] {"--vocab-file", vocabulary.toString(), "--num-attention-heads", "4"};
  }

  private static Tokenizer tokenizer(Path file) {
    return Tokenizer.read(file, TextNormalization.UNCASED);
  }

  /** The recorded model of 200 tokens, grown to the number that a vocabulary has. */
  private Path modelFor(Path vocabulary) throws IOException {
    int missing = Vocabulary.read(vocabulary).size() - Vocabulary.read(vocabulary()).size();
    String tokens =
        IntStream.range(0, missing).mapToObj(i -> "more" + i).collect(Collectors.joining("\n"));
    Path file = Files.writeString(dir.resolve("tokens.txt"), tokens + "\n");
    Path model = dir.resolve("grown" + missing).resolve("model");
    convert(
        pretraining("default_electra"),
        model,
        "tf",
        "--add-tokens",
        file.toString(),
        "--vocab-file",
        vocabulary().toString());
    return model;
  }

  private Path copy(String resource) throws IOException {
    Path file = dir.resolve(Path.of(resource).getFileName().toString());
    try (InputStream in = ConversionTokenizerTest.class.getResourceAsStream(resource)) {
      Files.copy(in, file);
    }
    return file;
  }
}
