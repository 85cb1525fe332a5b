package org.electra4j.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.electra4j.io.BadInputException;

/**
 * The sizes of one Transformer encoder (original: {@code modeling.BertConfig}).
 *
 * @param vocabSize number of tokens
 * @param hiddenSize width of the encoder layers
 * @param numHiddenLayers number of encoder layers
 * @param numAttentionHeads heads of each attention; divides {@code hiddenSize}
 * @param hiddenAct activation: gelu, relu, tanh or linear
 * @param intermediateSize width of the feed-forward layer
 * @param hiddenDropoutProb dropout rate of embeddings and projections
 * @param attentionProbsDropoutProb dropout rate of the attention probabilities
 * @param maxPositionEmbeddings longest sequence
 * @param typeVocabSize number of segment types
 * @param initializerRange standard deviation of the truncated normal initializer
 */
public record TransformerConfig(
    int vocabSize,
    int hiddenSize,
    int numHiddenLayers,
    int numAttentionHeads,
    String hiddenAct,
    int intermediateSize,
    double hiddenDropoutProb,
    double attentionProbsDropoutProb,
    int maxPositionEmbeddings,
    int typeVocabSize,
    double initializerRange) {

  private record Depth(int hiddenSize, int layers) {}

  private static final Map<String, Depth> MODEL_SIZES =
      Map.of("small", new Depth(256, 12), "base", new Depth(768, 12), "large", new Depth(1024, 24));

  /**
   * The Transformer of a named size (original: {@code training_utils.get_bert_config}). The number
   * of heads and the feed-forward width follow from the hidden size unless overridden.
   *
   * @param modelSize small, base or large
   * @param overrides values by key, such as {@code {"num_hidden_layers": 5}}
   * @throws BadInputException for an unknown size or key, or a value out of range
   */
  public static TransformerConfig forModelSize(
      String modelSize, int vocabSize, JsonNode overrides) {
    Depth depth = MODEL_SIZES.get(modelSize);
    if (depth == null) {
      throw new BadInputException(
          "Unknown model size " + modelSize + ", expected small, base or large");
    }
    HparamBinder.requireKnown(TransformerConfig.class, overrides, "model_hparam_overrides key");
    ObjectNode values =
        HparamBinder.toJson(
            new TransformerConfig(
                vocabSize,
                depth.hiddenSize(),
                depth.layers(),
                headsFor(depth.hiddenSize()),
                "gelu",
                4 * depth.hiddenSize(),
                0.1,
                0.1,
                512,
                2,
                0.02));
    JsonNode hiddenSize = overrides.get("hidden_size");
    if (hiddenSize != null && hiddenSize.canConvertToExactIntegral()) {
      values.put("num_attention_heads", headsFor(hiddenSize.intValue()));
      values.put("intermediate_size", 4 * hiddenSize.intValue());
    }
    overrides.properties().forEach(e -> values.set(e.getKey(), e.getValue()));
    TransformerConfig config = HparamBinder.bind(TransformerConfig.class, values);
    config.validate("model_hparam_overrides: ");
    return config;
  }

  /** The same without dropout, for evaluation. */
  public TransformerConfig withoutDropout() {
    return new TransformerConfig(
        vocabSize,
        hiddenSize,
        numHiddenLayers,
        numAttentionHeads,
        hiddenAct,
        intermediateSize,
        0,
        0,
        maxPositionEmbeddings,
        typeVocabSize,
        initializerRange);
  }

  /** The tiny Transformer of debug mode: 3 layers of width 144 with 4 heads. */
  TransformerConfig forDebugging() {
    return withSizes(144, 3, 4);
  }

  /** The same with another width, depth and number of heads; feed-forward width 4 x hidden. */
  TransformerConfig withSizes(int hidden, int layers, int heads) {
    return new TransformerConfig(
        vocabSize,
        hidden,
        layers,
        heads,
        hiddenAct,
        4 * hidden,
        hiddenDropoutProb,
        attentionProbsDropoutProb,
        maxPositionEmbeddings,
        typeVocabSize,
        initializerRange);
  }

  /**
   * The generator's Transformer (original: {@code get_generator_config}). Sizes are rounded half to
   * even; heads and feed-forward width follow from the hidden size whatever this configuration says
   * (quirk 11).
   *
   * @param hiddenFraction its hidden size as a fraction of this one's
   * @param layerFraction its number of layers as a fraction of this one's
   * @throws BadInputException if the sizes so made are not those of a Transformer
   */
  public TransformerConfig generator(double hiddenFraction, double layerFraction) {
    int hidden = (int) Math.rint(hiddenSize * hiddenFraction);
    int layers = (int) Math.rint(numHiddenLayers * layerFraction);
    TransformerConfig config = withSizes(hidden, layers, headsFor(hidden));
    config.validate(
        "generator_hidden_size %s, generator_layers %s: ".formatted(hiddenFraction, layerFraction));
    return config;
  }

  /** All values under the original's names. */
  public ObjectNode toJson() {
    return HparamBinder.toJson(this);
  }

  private static int headsFor(int hiddenSize) {
    return Math.max(1, hiddenSize / 64);
  }

  private void validate(String where) {
    HparamCheck check = new HparamCheck(toJson(), where);
    check.positive(
        "vocab_size",
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "intermediate_size",
        "max_position_embeddings",
        "type_vocab_size",
        "initializer_range");
    check.oneOf("hidden_act", "gelu", "relu", "tanh", "linear");
    for (String rate : new String[] {"hidden_dropout_prob", "attention_probs_dropout_prob"}) {
      check.that(rate, v -> v.doubleValue() >= 0 && v.doubleValue() < 1, "in [0, 1)");
    }
    check.that(
        "num_attention_heads",
        v -> hiddenSize % v.intValue() == 0,
        "a divisor of hidden_size " + hiddenSize);
  }
}
