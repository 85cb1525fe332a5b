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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FinetuningConfigTest {
  private static final Set<String> OURS =
      Set.of(
          "seed",
          "layerwise_lr_decay_variant",
          "pooling",
          "head",
          "optimizer",
          "learning_rate_step_offset",
          "global_norm",
          "precision",
          "strict",
          "dynamic_padding",
          "train_fraction",
          "log_steps",
          "encoder",
          "generator_layers",
          "generator_hidden_size",
          "num_devices",
          "gradient_accumulation_steps");

  static Stream<Path> goldens() throws IOException {
    try (Stream<Path> files = Files.list(Reference.folder("configs"))) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("finetuning_"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void fieldsAndTheirTypesAreTheOriginals(Path golden) {
    JsonNode expected = Json.read(golden);
    ObjectNode fields = config(expected.get("kwargs").toString()).toJson();

    // Values that are methods of a string there, str.format, are the patterns here.
    assertThat(fields.without(OURS).toString())
        .isEqualTo(expected.get("fields").toString().replace("\"format:", "\""));
    fields
        .properties()
        .forEach(
            e ->
                assertThat(pythonType(e.getValue()))
                    .as(e.getKey())
                    .isEqualTo(expected.get("types").get(e.getKey()).asText()));
    assertThat(config("{}").toJson().retain(OURS)).hasSize(OURS.size());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void transformerIsTheOriginals(Path golden) {
    JsonNode expected = Json.read(golden);
    FinetuningConfig config = config(expected.get("kwargs").toString());
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
    TransformerConfig t = config("{\"debug\": true}").transformerConfig();
    assertThat(List.of(t.numHiddenLayers(), t.hiddenSize(), t.intermediateSize()))
        .containsExactly(3, 144, 576);
  }

  @Test
  void givenValuesWinOverAllThatFollowFromOthers() {
    FinetuningConfig config =
        config(
            "{\"model_size\": \"large\", \"learning_rate\": 2e-5, \"debug\": true,"
                + " \"task_names\": [\"squad\"], \"write_test_outputs\": true,"
                + " \"num_train_epochs\": 7, \"train_batch_size\": 5}");
    assertThat(config.learningRate()).isEqualTo(2e-5);
    assertThat(config.layerwiseLrDecay()).isEqualTo(0.9);
    assertThat(config.writeTestOutputs()).isTrue();
    assertThat(config.numTrainEpochs()).isEqualTo(7);
    assertThat(config.trainBatchSize()).isEqualTo(5);
    assertThat(config.maxSeqLength()).isEqualTo(512);
  }

  @Test
  void debugModeWinsOverTheEpochsOfASingleTask() {
    assertThat(config("{\"debug\": true, \"task_names\": [\"rte\"]}").numTrainEpochs())
        .isEqualTo(3);
  }

  @Test
  void modelsOwnVocabularyIsUsedWhereThereIsOne(@TempDir Path data) throws IOException {
    JsonNode none = Json.parse("{}", "hparams");
    assertThat(FinetuningConfig.of("m", data, none).vocabFile()).isEqualTo(data + "/vocab.txt");
    Path own = Files.createDirectories(data.resolve("models/m")).resolve("vocab.txt");
    Files.writeString(own, "");
    assertThat(FinetuningConfig.of("m", data, none).vocabFile()).isEqualTo(own.toString());
  }

  @Test
  void filesOfATaskStandWhereTheHparamSays() {
    assertThat(config("{}").rawDataDir("sst")).isEqualTo(Path.of("DATA/finetuning_data/sst"));
    assertThat(config("{\"raw_data_dir\": \"glue/{:}/tsv\"}").rawDataDir("sst"))
        .isEqualTo(Path.of("glue/sst/tsv"));
  }

  @Test
  void unknownNamesAreTheOriginalsErrorsAndNameTheNearestKey() {
    JsonNode errors = Json.read(Reference.folder("configs").resolve("errors.json"));
    assertBad("{\"no_such\": 1}")
        .hasMessageStartingWith(errors.at("/unknown_finetuning/args/0").asText());
    assertBad("{\"layerwise_lr_decai\": 1}")
        .hasMessage("Unknown hparam layerwise_lr_decai (did you mean layerwise_lr_decay?)");
    assertBad("{\"task_names\": [\"squad\"], \"write_distill_outputs\": true}")
        .hasMessage("Unknown hparam write_distill_outputs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'task_names': 'cola'        | hparam task_names is \"cola\", expected a list of names",
        "'task_names': []            | hparam task_names is [], expected a list of names",
        "'task_names': ['cola', 3]   | expected a list of names such as [\"cola\"]",
        "'task_names': ['cola','cola'] | hparam task_names is [cola, cola], expected each name once",
        "'task_names': ['../cola']   | has \"../cola\", expected names of letters",
        "'task_names': ['..']        | has \"..\", expected names of letters",
        "'num_trials': 0             | hparam num_trials is 0, expected a number above 0, or below 0",
        "'warmup_proportion': 1.5    | hparam warmup_proportion is 1.5, expected from 0 to 1",
        "'train_fraction': 0         | hparam train_fraction is 0.0, expected above 0 and at most 1",
        "'num_train_epochs': 0       | hparam num_train_epochs is 0.0, expected a number above 0",
        "'train_batch_size': '8'     | hparam train_batch_size is \"8\", expected a whole number",
        "'learning_rate': -1         | hparam learning_rate is -1.0, expected a number not below 0",
        "'max_seq_length': 2         | hparam max_seq_length is 2, expected 3 to",
        "'max_seq_length': 513       | expected 3 to max_position_embeddings 512",
        "'layerwise_lr_decay_variant': 'x' | expected one of original, paper, study, none",
        "'pooling': 'mean'           | hparam pooling is \"mean\", expected one of first, average",
        "'head': 'mlp'               | hparam head is \"mlp\", expected one of linear, two_layer",
        "'optimizer': 'sgd'          | expected one of original, adamw",
        "'global_norm': 'x'          | expected one of original, dense",
        "'precision': 'fp8'          | expected one of fp32, bf16, fp16",
        "'gradient_accumulation_steps': 3 | expected a divisor of train_batch_size 32",
        "'strict': 'yes'             | hparam strict is \"yes\", expected true or false",
        "'use_tpu': true             | hparam use_tpu is true, expected false",
        "'model_size': 'tiny'        | Unknown model size tiny",
        "'warmup_proportion': 0, 'learning_rate_step_offset': 0 | 0/0",
      },
      quoteCharacter = '`')
  void badValuesAreNamed(String hparams, String message) {
    assertBad("{" + hparams.replace('\'', '"') + "}").hasMessageContaining(message);
  }

  private static FinetuningConfig config(String hparams) {
    return FinetuningConfig.of("MODEL", Path.of("DATA"), Json.parse(hparams, "hparams"));
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
      case ARRAY -> "list";
      default -> value.isIntegralNumber() ? "int" : "float";
    };
  }
}
