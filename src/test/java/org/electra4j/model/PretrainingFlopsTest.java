package org.electra4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.electra4j.config.Hparams;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PretrainingFlopsTest {

  private static JsonNode golden() {
    return Json.read(Reference.folder("flops").resolve("flops.json"));
  }

  static Stream<JsonNode> parts() {
    return StreamSupport.stream(golden().get("parts").spliterator(), false);
  }

  @Test
  void tableIsTheOriginalsToTheLastBit() {
    Map<String, Double> table = PretrainingFlops.published();
    JsonNode models = golden().get("models");

    assertThat(table).hasSize(models.size());
    for (JsonNode model : models) {
      String name = model.get("name").asText();
      double flops = table.get(name);
      assertThat(flops).as(name).isEqualTo(model.get("flops").asDouble());
      assertThat(PretrainingFlops.pfsDays(flops)).isEqualTo(model.get("pfs_days").asDouble());
      assertThat(flops / PretrainingFlops.electraSmall())
          .isEqualTo(model.get("ratio_to_electra_small").asDouble());
    }
  }

  @ParameterizedTest
  @MethodSource("parts")
  void partsAreTheOriginals(JsonNode part) {
    JsonNode args = part.get("args");
    double hidden = args.get("h").asDouble();
    double heads = args.path("heads").asDouble(Math.max(1, Math.floor(hidden / 64)));
    TransformerFlops flops =
        new TransformerFlops(
            hidden,
            args.get("l").asDouble(),
            args.path("s").asDouble(512),
            args.path("v").asDouble(30522),
            args.path("e").asDouble(hidden),
            args.path("i").asDouble(4 * hidden),
            heads,
            args.has("head_size") ? args.get("head_size").asDouble() * heads : hidden,
            args.path("output_frac").asDouble(0.15625),
            args.path("sparse_embed_lookup").asBoolean(),
            args.path("decoder").asBoolean());

    assertThat(flops.layer()).isEqualTo(part.get("block").asDouble());
    assertThat(flops.embeddings()).isEqualTo(part.get("embedding_in").asDouble());
    assertThat(flops.tokenPrediction()).isEqualTo(part.get("embedding_out").asDouble());
    assertThat(flops.binaryClassification())
        .isEqualTo(part.get("binary_classification").asDouble());
    assertThat(flops.trainingOfTokens(2, 3))
        .isEqualTo(part.get("train_batch_2_steps_3").asDouble());
    assertThat(flops.trainingOfDiscriminator(2, 3))
        .isEqualTo(part.get("train_batch_2_steps_3_discriminator").asDouble());
    assertThat(flops.inference()).isEqualTo(part.get("infer").asDouble());
  }

  @ParameterizedTest
  @CsvSource({"electra-small, electra_small", "electra-base, electra_base"})
  void presetsAreRowsOfTheTable(String preset, String row) {
    assertThat(flops(preset, "{}")).isEqualTo(PretrainingFlops.published().get(row));
  }

  @Test
  void maskedLanguageModelIsBert() {
    assertThat(
            flops("electra-small", "{\"electra_objective\": false, \"num_train_steps\": 1450000}"))
        .isEqualTo(PretrainingFlops.published().get("bert_small"));
  }

  @Test
  void generatorsAddWhatTheyCompute() {
    double uniform = flops("electra-small", "{\"uniform_generator\": true}");
    double usual = flops("electra-small", "{}");
    double tied = flops("electra-small", "{\"untied_generator\": false}");
    double towers = flops("electra-small", "{\"two_tower_generator\": true}");
    double bert = flops("electra-small", "{\"electra_objective\": false}");

    assertThat(uniform).isPositive().isLessThan(usual);
    assertThat(usual).isLessThan(tied);
    assertThat(tied).isEqualTo(uniform + bert);
    assertThat(towers).isGreaterThan(uniform + 2 * (usual - uniform));
    assertThat(flops("electra-small", "{\"mask_prob\": 0.3}")).isGreaterThan(usual);
    assertThat(flops("electra-small", "{\"train_batch_size\": 64}")).isEqualTo(usual / 2);
  }

  private static double flops(String preset, String hparams) {
    return PretrainingFlops.of(
        PretrainingConfig.of("M", Path.of("D"), Hparams.read(hparams, preset)));
  }
}
