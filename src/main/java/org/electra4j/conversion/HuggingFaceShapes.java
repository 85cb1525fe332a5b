package org.electra4j.conversion;

import java.util.Map;
import java.util.TreeMap;
import org.electra4j.config.TransformerConfig;

/** The tensors that a Hugging Face model class has, without the head of a classification. */
final class HuggingFaceShapes {
  private final Map<String, long[]> shapes = new TreeMap<>();

  private HuggingFaceShapes() {}

  /** Shapes by name. */
  static Map<String, long[]> of(Architecture architecture, InferredModel model) {
    HuggingFaceShapes all = new HuggingFaceShapes();
    TransformerConfig sizes = model.transformer();
    int hidden = sizes.hiddenSize();
    int embedding = model.embeddingSize();
    String prefix = architecture.prefix();
    String embeddings = prefix + "embeddings.";
    all.matrix(embeddings + "word_embeddings.weight", sizes.vocabSize(), embedding);
    all.matrix(embeddings + "position_embeddings.weight", sizes.maxPositionEmbeddings(), embedding);
    all.matrix(embeddings + "token_type_embeddings.weight", sizes.typeVocabSize(), embedding);
    all.norm(embeddings + "LayerNorm", embedding);
    if (embedding != hidden) {
      all.dense(prefix + "embeddings_project", embedding, hidden);
    }
    for (int i = 0; i < sizes.numHiddenLayers(); i++) {
      all.layer(prefix + "encoder.layer." + i + ".", hidden, sizes.intermediateSize());
    }
    if (architecture == Architecture.PRE_TRAINING) {
      all.dense("discriminator_predictions.dense", hidden, hidden);
      all.dense("discriminator_predictions.dense_prediction", hidden, 1);
    } else if (architecture == Architecture.MASKED_LM) {
      all.dense("generator_predictions.dense", hidden, embedding);
      all.norm("generator_predictions.LayerNorm", embedding);
      all.shapes.put("generator_lm_head.bias", new long[] {sizes.vocabSize()});
    }
    return all.shapes;
  }

  private void layer(String prefix, int hidden, int intermediate) {
    for (String name : new String[] {"query", "key", "value"}) {
      dense(prefix + "attention.self." + name, hidden, hidden);
    }
    dense(prefix + "attention.output.dense", hidden, hidden);
    norm(prefix + "attention.output.LayerNorm", hidden);
    dense(prefix + "intermediate.dense", hidden, intermediate);
    dense(prefix + "output.dense", intermediate, hidden);
    norm(prefix + "output.LayerNorm", hidden);
  }

  private void matrix(String name, int rows, int columns) {
    shapes.put(name, new long[] {rows, columns});
  }

  private void dense(String name, int in, int out) {
    matrix(name + ".weight", out, in);
    shapes.put(name + ".bias", new long[] {out});
  }

  private void norm(String name, int width) {
    shapes.put(name + ".weight", new long[] {width});
    shapes.put(name + ".bias", new long[] {width});
  }
}
