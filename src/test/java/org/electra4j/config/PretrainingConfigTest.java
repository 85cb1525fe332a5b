package org.electra4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PretrainingConfigTest {
  private static final Set<String> OURS =
      Set.of(
          "seed",
          "learning_rate_step_offset",
          "global_norm",
          "precision",
          "optimizer",
          "num_devices",
          "gradient_accumulation_steps",
          "init_checkpoint",
          "reset_global_step",
          "segments",
          "token_store",
          "log_steps");

  static Stream<Path> goldens() throws IOException {
    try (Stream<Path> files = Files.list(Reference.folder("configs"))) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("pretraining_"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void fieldsAndTheirTypesAreTheOriginals(Path golden) {
    JsonNode expected = Json.read(golden);
    PretrainingConfig config =
        PretrainingConfig.of("MODEL", Path.of("DATA"), expected.get("kwargs"));
    ObjectNode fields = config.toJson();

    assertThat(fields.without(OURS).toString()).isEqualTo(expected.get("fields").toString());
    fields
        .properties()
        .forEach(
            e ->
                assertThat(pythonType(e.getValue()))
                    .as(e.getKey())
                    .isEqualTo(expected.get("types").get(e.getKey()).asText()));
    assertThat(config.toJson().retain(OURS)).hasSize(OURS.size());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void transformerIsTheOriginals(Path golden) {
    JsonNode expected = Json.read(golden);
    PretrainingConfig config = config(expected.get("kwargs").toString());
    TransformerConfig transformer =
        TransformerConfig.forModelSize(
            config.modelSize(), config.vocabSize(), config.modelHparamOverrides());

    assertThat(transformer.toJson().toString()).isEqualTo(expected.get("bert_config").toString());
    if (!config.debug()) {
      assertThat(config.transformerConfig()).isEqualTo(transformer);
    }
  }

  @Test
  void debugModeShrinksTheTransformer() {
    TransformerConfig t = config("{\"debug\": true, \"model_size\": \"base\"}").transformerConfig();
    assertThat(List.of(t.numHiddenLayers(), t.hiddenSize(), t.intermediateSize()))
        .containsExactly(3, 144, 576);
    assertThat(t.numAttentionHeads()).isEqualTo(4);
  }

  @Test
  void unknownNamesAreTheOriginalsErrorsAndNameTheNearestKey() {
    JsonNode errors = Json.read(Reference.folder("configs").resolve("errors.json"));
    assertBad("{\"no_such\": 1}")
        .hasMessageStartingWith(errors.at("/unknown_pretraining/args/0").asText());
    assertBad("{\"model_size\": \"tiny\"}")
        .hasMessageStartingWith(
            errors.at("/unknown_model_size/args/0").asText()
                + " "
                + errors.at("/unknown_model_size/args/1").asText());
    assertBad("{\"learning_rat\": 1}")
        .hasMessage("Unknown hparam learning_rat (did you mean learning_rate?)");
    assertBad("{\"max_predictions_per_seq\": 20}")
        .hasMessage(
            "Unknown hparam max_predictions_per_seq: it follows from mask_prob and max_seq_length");
    assertBad("{\"model_hparam_overrides\": {\"hiden_size\": 64}}")
        .hasMessage("Unknown model_hparam_overrides key hiden_size (did you mean hidden_size?)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'train_batch_size': '8'  | hparam train_batch_size is \"8\", expected a whole number",
        "'train_batch_size': 8.5  | hparam train_batch_size is 8.5, expected a whole number",
        "'train_batch_size': null | hparam train_batch_size is null, expected a whole number",
        "'train_batch_size': 5e9  | hparam train_batch_size is 5.0E9, expected a whole number",
        "'train_batch_size': 0    | hparam train_batch_size is 0, expected a number above 0",
        "'eval_batch_size': -1    | hparam eval_batch_size is -1, expected a number above 0",
        "'embedding_size': 'x'    | expected a whole number or null",
        "'mask_prob': 1.5         | hparam mask_prob is 1.5, expected between 0 and 1",
        "'mask_prob': 0           | hparam mask_prob is 0.0, expected between 0 and 1",
        "'mask_prob': true        | hparam mask_prob is true, expected a number",
        "'mask_prob': 1e999       | hparam mask_prob is \"Infinity\", expected a number",
        "'debug': 1               | hparam debug is 1, expected true or false",
        "'vocab_file': 3          | hparam vocab_file is 3, expected a string",
        "'model_hparam_overrides': [] | hparam model_hparam_overrides is [], expected an object",
        "'use_tpu': true          | hparam use_tpu is true, expected false",
        "'precision': 'fp8'       | hparam precision is \"fp8\", expected one of fp32, bf16, fp16",
        "'global_norm': 'sparse'  | expected one of original, dense",
        "'num_devices': 3         | expected a divisor of train_batch_size / gradient_accumulation_steps = 128",
        "'optimizer': 'sgd'       | expected one of original, adamw",
        "'gradient_accumulation_steps': 0 | expected a number above 0",
        "'gradient_accumulation_steps': 3 | expected a divisor of train_batch_size 128",
        "'learning_rate_step_offset': 2 | expected 0 or 1",
        "'keep_checkpoint_max': -1 | hparam keep_checkpoint_max is -1",
        "'temperature': 0         | hparam temperature is 0.0",
        "'max_seq_length': 513    | at most max_position_embeddings 512",
        "'generator_layers': 0.01 | generator_layers 0.01: hparam num_hidden_layers is 0",
        "'num_warmup_steps': 0, 'learning_rate_step_offset': 0 | 0/0",
        "'model_hparam_overrides': {'num_attention_heads': 3} | a divisor of hidden_size 256",
        "'model_hparam_overrides': {'hidden_size': 'x'} | hparam hidden_size is \"x\"",
        "'model_hparam_overrides': {'hidden_act': 'swish'} | expected one of gelu",
        "'model_hparam_overrides': {'hidden_dropout_prob': 1} | expected in [0, 1)",
      },
      quoteCharacter = '`')
  void badValuesAreNamed(String hparams, String message) {
    assertBad("{" + hparams.replace('\'', '"') + "}").hasMessageContaining(message);
  }

  @Test
  void wholeNumbersServeForFloats() {
    assertThat(config("{\"learning_rate\": 5, \"num_train_steps\": 1e6}").toJson().toString())
        .contains("\"learning_rate\":5.0")
        .contains("\"num_train_steps\":1000000,");
  }

  @Test
  void nullKeepsAllCheckpoints() {
    assertThat(config("{\"keep_checkpoint_max\": null}").keepCheckpointMax()).isZero();
  }

  @Test
  void filesOfTheOriginalLoadWithTheirTpuFields() {
    String hparams =
        "{\"tpu_name\": \"t\", \"tpu_zone\": \"z\", \"num_tpu_cores\": 8, \"gcp_project\": null}";
    assertThat(config(hparams).tpuName()).isEqualTo("t");
  }

  @Test
  void linesAreSortedAndReadableAsHparams() {
    List<String> lines = config("{}").lines();
    assertThat(lines).isSorted();
    assertThat(lines)
        .contains("learning_rate 0.0005", "embedding_size 128", "vocab_file DATA/vocab.txt")
        .contains("max_predictions_per_seq 19", "tpu_name null", "model_hparam_overrides {}");
  }

  private static PretrainingConfig config(String hparams) {
    return PretrainingConfig.of("MODEL", Path.of("DATA"), Json.parse(hparams, "hparams"));
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertBad(String hparams) {
    return assertThatThrownBy(() -> config(hparams)).isInstanceOf(BadInputException.class);
  }

  private static String pythonType(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> "bool";
      case NULL -> "NoneType";
      case STRING -> "str";
      case OBJECT -> "dict";
      default -> value.isIntegralNumber() ? "int" : "float";
    };
  }
}
