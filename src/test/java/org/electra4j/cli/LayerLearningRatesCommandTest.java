package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.electra4j.io.Json;
import org.electra4j.testing.CapturedOutput;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LayerLearningRatesCommandTest {
  @RegisterExtension final CapturedOutput output = new CapturedOutput();

  @Test
  void everyVariableOfTheOriginalsModelIsThereWithItsRate() {
    int status =
        Main.run("layer-learning-rates", "--hparams", "{\"task_names\": [\"cola\"]}", "--json");

    assertThat(status).isZero();
    JsonNode variables = Json.parse(output.out(), "output").get("variables");
    JsonNode golden =
        Json.read(Reference.folder("checkpoint_layouts").resolve("finetune_small_cola.json"));
    int found = 0;
    for (JsonNode expected : golden) {
      if (expected.get("trainable").asBoolean()) {
        JsonNode variable = byName(variables, expected.get("name").asText());
        double rate = 1e-4 * expected.get("lr_multiplier").asDouble();
        assertThat(variable.get("original").asDouble()).isCloseTo(rate, within(2e-7 * rate));
        assertThat(variable.get("none").asDouble()).isEqualTo(1e-4);
        found++;
      }
    }
    assertThat(variables).hasSize(found);
  }

  private static JsonNode byName(JsonNode variables, String name) {
    for (JsonNode variable : variables) {
      if (variable.get("name").asText().equals(name)) {
        return variable;
      }
    }
    throw new AssertionError("no variable " + name);
  }

  @Test
  void aVariantAloneIsATableOfOneColumn() {
    int status =
        Main.run(
            "layer-learning-rates",
            "--hparams",
            "{\"task_names\": [\"rte\"], \"learning_rate\": 1, \"layerwise_lr_decay\": 0.5,"
                + " \"head\": \"two_layer\", \"model_hparam_overrides\": {\"num_hidden_layers\": 2}}",
            "--variant",
            "paper");

    assertThat(status).isZero();
    List<String> lines = output.out().lines().toList();
    assertThat(lines.get(2)).matches("variable +paper");
    assertThat(lines).hasSize(3 + 5 + 2 + 2 * 16 + 4);
    assertThat(output.out())
        .containsPattern("electra/embeddings/word_embeddings +1.2500e-01\n")
        .containsPattern("electra/encoder/layer_1/output/dense/kernel +5.0000e-01\n")
        .containsPattern("task_specific/rte/dense_1/bias +1.0000e\\+00\n");
  }

  @Test
  void anUnknownVariantIsBadInput() {
    assertThat(Main.run("layer-learning-rates", "--variant", "mine")).isEqualTo(2);
    assertThat(output.err())
        .contains("no layer-wise decay 'mine', expected original, paper, study or none");
  }
}
