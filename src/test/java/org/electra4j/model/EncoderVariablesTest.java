package org.electra4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.config.TransformerConfig;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderVariablesTest {
  private static JsonNode config(String layout) {
    return Json.read(Reference.folder("checkpoint_layouts").resolve(layout + "_config.json"));
  }

  private static TransformerConfig transformer(String size, int layers) {
    return TransformerConfig.forModelSize(
        size, 30522, Json.mapper().createObjectNode().put("num_hidden_layers", layers));
  }

  @ParameterizedTest
  @ValueSource(strings = {"finetune_small_cola", "finetune_base_mnli", "finetune_small_squad"})
  void namesAreThoseOfTheOriginalsFineTunedModelsInItsOrder(String layout) {
    JsonNode golden = config(layout);
    TransformerConfig config =
        transformer(
            golden.get("model_size").asText(),
            golden.get("bert_config").get("num_hidden_layers").asInt());
    JsonNode embeddingSize = golden.get("embedding_size");
    List<String> expected = new ArrayList<>();
    for (JsonNode name : golden.get("creation_order_of_trainables")) {
      if (!name.asText().startsWith("task_specific/")) {
        expected.add(name.asText());
      }
    }

    assertThat(
            EncoderVariables.names(
                config,
                EncoderScope.of(
                    "electra",
                    embeddingSize.isNull() ? config.hiddenSize() : embeddingSize.asInt())))
        .isEqualTo(expected);
  }

  @Test
  void aGeneratorSharesTheEmbeddings() {
    List<String> names =
        EncoderVariables.names(transformer("small", 2), EncoderScope.of("generator", 128));

    assertThat(names)
        .startsWith("electra/embeddings/word_embeddings")
        .contains("generator/embeddings_project/kernel")
        .endsWith("generator/encoder/layer_1/output/LayerNorm/gamma")
        .hasSize(5 + 2 + 2 * 16);
  }
}
