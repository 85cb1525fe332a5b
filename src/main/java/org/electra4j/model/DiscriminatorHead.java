package org.electra4j.model;

import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.Initializer;
import org.electra4j.graph.Layers;
import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Scores each token as replaced (Clark et al. 2020, section 2). */
public final class DiscriminatorHead {
  private static final String SCOPE = "discriminator_predictions";

  private DiscriminatorHead() {}

  /**
   * Adds the head to the graph.
   *
   * @param sequenceOutput [rows, hidden]
   * @return logits [rows]; above 0 means replaced
   */
  public static Operand<TFloat32> logits(
      ModelGraph graph, TransformerConfig config, Operand<TFloat32> sequenceOutput) {
    Layers layers = new Layers(graph);
    Operand<TFloat32> hidden =
        layers.activation(
            config.hiddenAct(),
            layers.dense(
                sequenceOutput,
                SCOPE + "/dense",
                config.hiddenSize(),
                new Initializer.TruncatedNormal(config.initializerRange())));
    Operand<TFloat32> logits =
        layers.dense(hidden, SCOPE + "/dense_1", 1, new Initializer.GlorotUniform());
    return graph.tf().reshape(logits, graph.vector(-1));
  }
}
