package org.electra4j.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.electra4j.config.TransformerConfig;
import org.electra4j.io.BadInputException;

/**
 * The sizes of an encoder as its tensors show them. The number of heads is in no tensor.
 *
 * @param transformer its sizes; dropout rates and the initializer's are the defaults
 * @param embeddingSize width of the embeddings
 * @param headsAssumed whether the number of heads is the original's rule, one for each 64 of the
 *     width, and stands nowhere in the checkpoint
 */
public record InferredModel(
    TransformerConfig transformer, int embeddingSize, boolean headsAssumed) {
  private static final int MAX_SIZE = 1 << 28;
  private static final int HEAD_SIZE = 64;

  /**
   * Reads the sizes off the tensors.
   *
   * @param scope {@code electra} or {@code generator}
   * @param tensors shapes by the original's names
   * @param config what is said about the model beside its tensors; may be null
   * @return empty if tensors that tell a size are missing
   */
  static Optional<InferredModel> of(String scope, Map<String, long[]> tensors, JsonNode config) {
    Shapes shapes = new Shapes(scope, tensors);
    int vocabulary = shapes.size("embeddings/word_embeddings", 0);
    int embedding = shapes.size("embeddings/word_embeddings", 1);
    int positions = shapes.size("embeddings/position_embeddings", 0);
    int types = shapes.size("embeddings/token_type_embeddings", 0);
    int hidden = shapes.size("encoder/layer_0/attention/self/query/kernel", 1);
    int intermediate = shapes.size("encoder/layer_0/intermediate/dense/kernel", 1);
    int layers = 0;
    while (shapes.size("encoder/layer_" + layers + "/output/dense/kernel", 1) == hidden
        && hidden > 0) {
      layers++;
    }
    if (vocabulary * embedding == 0 || positions == 0 || types == 0 || layers == 0) {
      return Optional.empty();
    }
    int heads = integer(config, "num_attention_heads", 0);
    boolean assumed = heads < 1 || hidden % heads != 0;
    return Optional.of(
        new InferredModel(
            new TransformerConfig(
                vocabulary,
                hidden,
                layers,
                assumed ? Math.max(1, hidden / HEAD_SIZE) : heads,
                "gelu",
                intermediate,
                0.1,
                0.1,
                positions,
                types,
                0.02),
            embedding,
            assumed));
  }

  /**
   * Says where the number of heads comes from.
   *
   * @throws BadInputException if it stands nowhere, and the width is no multiple of 64
   */
  void checkHeads(String where, List<String> notes) {
    if (!headsAssumed) {
      return;
    }
    if (transformer.hiddenSize() % HEAD_SIZE != 0) {
      throw new BadInputException(
          "%s: a hidden size of %d does not tell the number of attention heads;"
                  .formatted(where, transformer.hiddenSize())
              + " give --num-attention-heads");
    }
    notes.add(
        "the number of attention heads is taken to be %d, one for each 64 of the hidden size;"
                .formatted(transformer.numAttentionHeads())
            + " --num-attention-heads says otherwise");
  }

  /** The original's names and values, with {@code embedding_size}. */
  ObjectNode toJson() {
    return transformer.toJson().put("embedding_size", embeddingSize);
  }

  private static int integer(JsonNode config, String key, int defaultValue) {
    JsonNode value = config == null ? null : config.get(key);
    return value == null ? defaultValue : value.asInt(defaultValue);
  }

  private record Shapes(String scope, Map<String, long[]> tensors) {
    /** A dimension of a matrix, 0 if it is not there or absurd. */
    int size(String name, int axis) {
      long[] shape = tensors.get(OriginalNames.stored(scope + "/" + name, tensors.keySet()));
      boolean plausible = shape != null && shape.length == 2 && shape[axis] <= MAX_SIZE;
      return plausible ? (int) shape[axis] : 0;
    }
  }
}
