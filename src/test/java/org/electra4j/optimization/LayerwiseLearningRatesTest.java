package org.electra4j.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.optimization.LayerwiseLearningRates.Variant;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayerwiseLearningRatesTest {
  private static final String EMBEDDINGS = "electra/embeddings/word_embeddings";
  private static final String PROJECTION = "electra/embeddings_project/kernel";
  private static final String FIRST = "electra/encoder/layer_0/output/dense/kernel";
  private static final String LAST = "electra/encoder/layer_11/output/dense/kernel";
  private static final String HEAD = "task_specific/cola/dense/kernel";

  static Stream<Path> layouts() throws IOException {
    return Files.list(Reference.folder("checkpoint_layouts"))
        .filter(f -> f.getFileName().toString().matches("finetune_.*(?<!_config)\\.json"))
        .sorted();
  }

  static Stream<Path> runs() {
    return Reference.cases("finetune").stream();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void everyVariableOfTheLayoutsHasTheOriginalsMultiplier(Path layout) {
    Path configFile =
        layout.resolveSibling(layout.getFileName().toString().replace(".json", "_config.json"));
    Map<String, Double> expected = new HashMap<>();
    for (JsonNode variable : Json.read(layout)) {
      if (variable.get("trainable").asBoolean()) {
        double multiplier =
            variable.get("lr_multiplier").isNull() ? 1 : variable.get("lr_multiplier").asDouble();
        expected.put(variable.get("name").asText(), multiplier);
      }
    }

    assertMultipliers(Json.read(configFile), expected);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void everyVariableOfTheTrajectoriesHasTheOriginalsMultiplier(Path run) {
    JsonNode meta = Json.read(run.resolve("meta.json"));
    Map<String, Double> expected = new HashMap<>();
    meta.get("lr_multiplier")
        .properties()
        .forEach(e -> expected.put(e.getKey(), e.getValue().asDouble()));

    assertMultipliers(meta, expected);
  }

  private static void assertMultipliers(JsonNode config, Map<String, Double> expected) {
    LayerwiseLearningRates rates =
        new LayerwiseLearningRates(
            Variant.ORIGINAL,
            config.get("layerwise_lr_decay").asDouble(),
            config.get("bert_config").get("num_hidden_layers").asInt());
    assertThat(expected).hasSizeGreaterThan(50);
    expected.forEach(
        (variable, multiplier) ->
            assertThat(rates.multiplier(variable))
                .as(variable)
                .isCloseTo(multiplier, within(2e-7 * multiplier)));
  }

  @Test
  void lastLayerGetsDecaySquaredInTheOriginalVariant() {
    LayerwiseLearningRates rates = new LayerwiseLearningRates(Variant.ORIGINAL, 0.5, 12);

    assertThat(rates.multiplier(HEAD)).isEqualTo(1);
    assertThat(rates.multiplier(LAST)).isEqualTo(0.25);
    assertThat(rates.multiplier(FIRST)).isEqualTo(Math.pow(0.5, 13));
    assertThat(rates.multiplier(EMBEDDINGS)).isEqualTo(Math.pow(0.5, 14));
    assertThat(rates.multiplier(PROJECTION)).isEqualTo(Math.pow(0.5, 14));
  }

  @Test
  void lastLayerGetsDecayOnceInThePaperVariant() {
    LayerwiseLearningRates rates = new LayerwiseLearningRates(Variant.PAPER, 0.5, 12);

    assertThat(rates.multiplier(HEAD)).isEqualTo(1);
    assertThat(rates.multiplier(LAST)).isEqualTo(0.5);
    assertThat(rates.multiplier(FIRST)).isEqualTo(Math.pow(0.5, 12));
    assertThat(rates.multiplier(EMBEDDINGS)).isEqualTo(Math.pow(0.5, 13));
  }

  @Test
  void headAndLastLayerGetTheFullRateInTheStudyVariantAndEmbeddingsTheFirstLayers() {
    LayerwiseLearningRates rates = new LayerwiseLearningRates(Variant.STUDY, 0.5, 12);

    assertThat(rates.multiplier(HEAD)).isEqualTo(1);
    assertThat(rates.multiplier(LAST)).isEqualTo(1);
    assertThat(rates.multiplier(FIRST)).isEqualTo(Math.pow(0.5, 11));
    assertThat(rates.multiplier(EMBEDDINGS)).isEqualTo(Math.pow(0.5, 11));
    assertThat(rates.multiplier(PROJECTION)).isEqualTo(Math.pow(0.5, 11));
  }

  @Test
  void noDecayNeedsNoPlace() {
    assertThat(new LayerwiseLearningRates(Variant.NONE, 0.5, 12).multiplier("else")).isEqualTo(1);
    for (Variant variant : Variant.values()) {
      assertThat(new LayerwiseLearningRates(variant, -1, 12).multiplier("else")).isEqualTo(1);
    }
  }

  @Test
  void aVariableWithoutAPlaceIsAnError() {
    LayerwiseLearningRates rates = new LayerwiseLearningRates(Variant.ORIGINAL, 0.8, 12);

    for (String variable :
        new String[] {
          "electra/pooler/dense/kernel", "electra/encoder/layer_12/output/dense/bias"
        }) {
      assertThatThrownBy(() -> rates.multiplier(variable))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("no learning rate for variable " + variable);
    }
  }

  @Test
  void aGeneratorsEncoderAndATaskNamedLikeALayerHaveTheirPlaces() {
    LayerwiseLearningRates rates = new LayerwiseLearningRates(Variant.PAPER, 0.5, 3);

    assertThat(rates.multiplier("generator/encoder/layer_1/output/dense/bias")).isEqualTo(0.25);
    assertThat(rates.multiplier("generator/embeddings_project/bias")).isEqualTo(0.0625);
    assertThat(rates.multiplier("task_specific/embeddings/dense/bias")).isEqualTo(1);
  }

  @Test
  void variantsAreKnownByTheirNamesInHparams() {
    assertThat(Variant.of("study")).isEqualTo(Variant.STUDY);
    assertThatThrownBy(() -> Variant.of("Study"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("no layer-wise decay 'Study', expected original, paper, study or none");
  }
}
