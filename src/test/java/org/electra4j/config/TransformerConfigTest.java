package org.electra4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformerConfigTest {

  @ParameterizedTest
  @CsvSource({
    "small, 0.25,    1,    64,  12, 1",
    "base,  0.25,    1,    192, 12, 3",
    "base,  0.33333, 1,    256, 12, 4",
    "large, 0.25,    0.5,  256, 12, 4",
    // 256 x 0.251953125 = 64.5 and 12 x 0.125 = 1.5, both rounded to even
    "small, 0.251953125, 0.125, 64, 2, 1",
  })
  void generatorSizesAreRoundedHalfToEven(
      String size, double width, double depth, int hidden, int layers, int heads) {
    TransformerConfig t =
        TransformerConfig.forModelSize(size, 200, Json.parse("{}", "")).generator(width, depth);

    assertThat(t.hiddenSize()).isEqualTo(hidden);
    assertThat(t.numHiddenLayers()).isEqualTo(layers);
    assertThat(t.numAttentionHeads()).isEqualTo(heads);
    assertThat(t.intermediateSize()).isEqualTo(4 * hidden);
    assertThat(t.vocabSize()).isEqualTo(200);
  }

  @Test
  void generatorIgnoresOverriddenHeadsAndFeedForwardWidth() {
    TransformerConfig t =
        TransformerConfig.forModelSize(
            "small",
            200,
            Json.parse(
                "{\"hidden_size\": 32, \"num_attention_heads\": 4, \"intermediate_size\": 64}",
                ""));
    assertThat(t.numAttentionHeads()).isEqualTo(4);
    assertThat(t.intermediateSize()).isEqualTo(64);
    assertThat(t.generator(1, 1).numAttentionHeads()).isEqualTo(1);
    assertThat(t.generator(1, 1).intermediateSize()).isEqualTo(128);
  }

  @Test
  void generatorWhoseHeadsDoNotDivideItsWidthIsRefused() {
    TransformerConfig t = TransformerConfig.forModelSize("base", 200, Json.parse("{}", ""));
    assertThatThrownBy(() -> t.generator(0.17, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("generator_hidden_size 0.17")
        .hasMessageContaining("a divisor of hidden_size 131");
  }

  @Test
  void evaluationHasNoDropout() {
    TransformerConfig t =
        TransformerConfig.forModelSize("base", 200, Json.parse("{}", "")).withoutDropout();
    assertThat(t.hiddenDropoutProb()).isZero();
    assertThat(t.attentionProbsDropoutProb()).isZero();
    assertThat(t.hiddenSize()).isEqualTo(768);
  }
}
