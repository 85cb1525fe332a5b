package org.electra4j.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.electra4j.checkpoint.TensorElements;
import org.electra4j.config.TransformerConfig;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.tensorflow.proto.DataType;

/** Hugging Face's {@code config.json} of an ELECTRA model. */
final class HuggingFaceConfig {
  /** Of the original's layer norms. */
  private static final double LAYER_NORM_EPSILON = 1e-12;

  /** Activations that both call the same; Hugging Face's gelu is the exact one, as here. */
  private static final List<String> ACTIVATIONS = List.of("gelu", "relu", "tanh");

  private HuggingFaceConfig() {}

  /**
   * The file's content.
   *
   * @param labels of a classification; 0 if it is none
   */
  static ObjectNode of(
      InferredModel model, JsonNode known, Architecture architecture, DataType dtype, int labels) {
    TransformerConfig sizes = model.transformer();
    ObjectNode json = Json.mapper().createObjectNode();
    json.putArray("architectures").add(architecture.className());
    json.put("model_type", "electra");
    json.put("vocab_size", sizes.vocabSize());
    json.put("embedding_size", model.embeddingSize());
    json.put("hidden_size", sizes.hiddenSize());
    json.put("num_hidden_layers", sizes.numHiddenLayers());
    json.put("num_attention_heads", sizes.numAttentionHeads());
    json.put("intermediate_size", sizes.intermediateSize());
    json.put("hidden_act", known == null ? "gelu" : known.path("hidden_act").asText("gelu"));
    json.put("hidden_dropout_prob", sizes.hiddenDropoutProb());
    json.put("attention_probs_dropout_prob", sizes.attentionProbsDropoutProb());
    json.put("max_position_embeddings", sizes.maxPositionEmbeddings());
    json.put("type_vocab_size", sizes.typeVocabSize());
    json.put("initializer_range", sizes.initializerRange());
    json.put("layer_norm_eps", LAYER_NORM_EPSILON);
    json.put("position_embedding_type", "absolute");
    json.put("pad_token_id", 0);
    json.put("torch_dtype", TensorElements.name(dtype));
    if (labels > 0) {
      ObjectNode names = json.putObject("id2label");
      ObjectNode ids = json.putObject("label2id");
      for (int i = 0; i < labels; i++) {
        names.put(String.valueOf(i), "LABEL_" + i);
        ids.put("LABEL_" + i, i);
      }
      json.put("problem_type", labels == 1 ? "regression" : "single_label_classification");
    }
    return json;
  }

  /**
   * Refuses models that compute something that the original's do not.
   *
   * @param config may be null
   * @throws BadInputException naming the setting
   */
  static void requireOriginals(JsonNode config, String where) {
    if (config == null) {
      return;
    }
    String activation = config.path("hidden_act").asText("gelu");
    if (!ACTIVATIONS.contains(activation)) {
      throw new BadInputException(
          where + ": hidden_act is " + activation + ", the original has " + ACTIVATIONS);
    }
    String positions = config.path("position_embedding_type").asText("absolute");
    if (!positions.equals("absolute")) {
      throw new BadInputException(
          where + ": position_embedding_type is " + positions + ", the original has absolute");
    }
    double epsilon = config.path("layer_norm_eps").asDouble(LAYER_NORM_EPSILON);
    if (epsilon != LAYER_NORM_EPSILON) {
      throw new BadInputException(
          where + ": layer_norm_eps is " + epsilon + ", the original has " + LAYER_NORM_EPSILON);
    }
  }
}
