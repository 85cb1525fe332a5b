package org.electra4j.model;

import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.Initializer;
import org.electra4j.graph.Layers;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Scores every token of the vocabulary (original: {@code get_token_logits}). */
public final class TokenPredictionHead {
  private TokenPredictionHead() {}

  /**
   * Adds the head to the graph.
   *
   * @param reprs [rows, any width]
   * @param embeddingTable [vocabulary, embedding size], shared with the input
   * @param scope {@code generator_predictions} or {@code cloze_predictions}
   * @return logits [rows, vocabulary]
   */
  public static Operand<TFloat32> logits(
      ModelGraph graph,
      TransformerConfig config,
      Operand<TFloat32> reprs,
      Variable embeddingTable,
      String scope) {
    Layers layers = new Layers(graph);
    int embeddingSize = Math.toIntExact(embeddingTable.shape().get(1));
    Operand<TFloat32> hidden =
        layers.activation(
            config.hiddenAct(),
            layers.dense(
                reprs,
                scope + "/dense",
                embeddingSize,
                new Initializer.TruncatedNormal(config.initializerRange())));
    Operand<TFloat32> normalized = layers.layerNorm(hidden, scope + "/LayerNorm");
    Variable bias =
        graph.variable(scope + "/output_bias", Shape.of(config.vocabSize()), Initializer.ZEROS);
    return layers.tokenLogits(normalized, embeddingTable, bias);
  }
}
