package org.electra4j.model;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.config.TransformerConfig;

/** The variables that {@link TransformerEncoder} makes, known without a graph. */
public final class EncoderVariables {
  private EncoderVariables() {}

  /** Their names in checkpoints, in the order in which they are made. */
  public static List<String> names(TransformerConfig config, EncoderScope scope) {
    List<String> names = new ArrayList<>();
    String embeddings = scope.embeddings() + "/embeddings/";
    for (String table : List.of("word", "token_type", "position")) {
      names.add(embeddings + table + "_embeddings");
    }
    addLayerNorm(names, embeddings + "LayerNorm");
    if (scope.embeddingSize() != config.hiddenSize()) {
      addDense(names, scope.name() + "/embeddings_project");
    }
    for (int i = 0; i < config.numHiddenLayers(); i++) {
      String layer = scope.name() + "/encoder/layer_" + i;
      for (String projection : List.of("query", "key", "value")) {
        addDense(names, layer + "/attention/self/" + projection);
      }
      addDense(names, layer + "/attention/output/dense");
      addLayerNorm(names, layer + "/attention/output/LayerNorm");
      addDense(names, layer + "/intermediate/dense");
      addDense(names, layer + "/output/dense");
      addLayerNorm(names, layer + "/output/LayerNorm");
    }
    return names;
  }

  private static void addDense(List<String> names, String scope) {
    names.add(scope + "/kernel");
    names.add(scope + "/bias");
  }

  private static void addLayerNorm(List<String> names, String scope) {
    names.add(scope + "/beta");
    names.add(scope + "/gamma");
  }
}
