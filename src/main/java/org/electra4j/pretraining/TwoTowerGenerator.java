package org.electra4j.pretraining;

import java.util.List;
import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.electra4j.model.EncoderInputs;
import org.electra4j.model.EncoderOutput;
import org.electra4j.model.EncoderScope;
import org.electra4j.model.TransformerEncoder;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Electric's generator: one Transformer reads from the left, one from the right, and each token is
 * predicted from both without being seen (original: {@code TwoTowerClozeTransformer}; Clark et al.
 * 2020, "Pre-Training Transformers as Energy-Based Cloze Models").
 *
 * @param leftToRight the tower that reads what stands before
 * @param rightToLeft the tower that reads what stands after
 * @param sequenceOutput both, each shifted by one, [batch * length, 2 * hidden]
 */
record TwoTowerGenerator(
    EncoderOutput leftToRight, EncoderOutput rightToLeft, Operand<TFloat32> sequenceOutput) {

  static TwoTowerGenerator build(
      ModelGraph graph,
      TransformerConfig config,
      EncoderInputs inputs,
      int embeddingSize,
      boolean untiedEmbeddings) {
    EncoderOutput ltr =
        tower(
            graph,
            config,
            inputs,
            "generator_ltr",
            embeddingSize,
            untiedEmbeddings,
            EncoderScope.Direction.LEFT_TO_RIGHT);
    EncoderOutput rtl =
        tower(
            graph,
            config,
            inputs,
            "generator_rtl",
            embeddingSize,
            untiedEmbeddings,
            EncoderScope.Direction.RIGHT_TO_LEFT);
    Ops tf = graph.tf();
    // Position i sees what the left tower made of i - 1 and the right one of i + 1.
    Operand<TFloat32> both =
        tf.concat(
            List.of(
                roll(graph, ltr.sequenceOutput(), inputs, config.hiddenSize(), -1),
                roll(graph, rtl.sequenceOutput(), inputs, config.hiddenSize(), 1)),
            graph.scalar(2));
    return new TwoTowerGenerator(
        ltr, rtl, tf.reshape(both, graph.vector(-1, 2 * config.hiddenSize())));
  }

  /** The table by which tokens are scored: the left tower's. */
  Variable embeddingTable() {
    return leftToRight.embeddingTable();
  }

  private static EncoderOutput tower(
      ModelGraph graph,
      TransformerConfig config,
      EncoderInputs inputs,
      String name,
      int embeddingSize,
      boolean untiedEmbeddings,
      EncoderScope.Direction direction) {
    EncoderScope scope =
        untiedEmbeddings
            ? new EncoderScope(name, name, config.hiddenSize(), direction)
            : new EncoderScope(name, "electra", embeddingSize, direction);
    return TransformerEncoder.build(graph, config, inputs, scope);
  }

  /** Rotates the positions of each row, as the original's {@code roll} does; [batch, length, h]. */
  private static Operand<TFloat32> roll(
      ModelGraph graph, Operand<TFloat32> rows, EncoderInputs inputs, int hidden, int by) {
    Ops tf = graph.tf();
    int first = Math.floorMod(by, inputs.length());
    Operand<TFloat32> x = tf.reshape(rows, graph.vector(inputs.batch(), inputs.length(), hidden));
    Operand<TFloat32> tail = tf.slice(x, graph.vector(0, first, 0), graph.vector(-1, -1, -1));
    Operand<TFloat32> head = tf.slice(x, graph.vector(0, 0, 0), graph.vector(-1, first, -1));
    return tf.concat(List.of(tail, head), graph.scalar(1));
  }
}
