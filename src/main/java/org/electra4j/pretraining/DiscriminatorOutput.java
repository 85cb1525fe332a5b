package org.electra4j.pretraining;

import java.util.List;
import org.electra4j.graph.Losses;
import org.electra4j.graph.ModelGraph;
import org.electra4j.model.EncoderInputs;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Predictions of which tokens were replaced, and their loss (original: {@code
 * _get_discriminator_output}).
 *
 * @param logits [batch, length]
 * @param probs [batch, length]
 * @param preds [batch, length] int32; 1 for logits above 0 (quirk 14)
 * @param labels [batch, length] int32
 * @param perExampleLoss mean over the tokens of each row, [batch]
 * @param weightedLoss over all tokens; its mean is the loss
 */
record DiscriminatorOutput(
    Operand<TFloat32> logits,
    Operand<TFloat32> probs,
    Operand<TInt32> preds,
    Operand<TInt32> labels,
    Operand<TFloat32> perExampleLoss,
    WeightedLoss weightedLoss) {

  /**
   * @param logits [batch * length]
   * @param labels [batch, length]
   */
  static DiscriminatorOutput of(
      ModelGraph graph, EncoderInputs inputs, Operand<TFloat32> logits, Operand<TInt32> labels) {
    Ops tf = graph.tf();
    Operand<TInt32> flat = graph.vector(-1);
    Operand<TInt32> byRow = graph.vector(inputs.batch(), inputs.length());
    Operand<TFloat32> weights =
        tf.dtypes.cast(tf.reshape(inputs.inputMask(), flat), TFloat32.class);
    Operand<TFloat32> probs = tf.math.sigmoid(tf.stopGradient(logits));
    Operand<TFloat32> losses =
        new Losses(graph)
            .sigmoidCrossEntropy(
                logits, probs, tf.dtypes.cast(tf.reshape(labels, flat), TFloat32.class));
    Operand<TInt32> preds = tf.dtypes.cast(tf.math.greater(logits, graph.scalar(0f)), TInt32.class);
    Operand<TFloat32> weighted = tf.math.mul(losses, weights);
    Operand<TInt32> tokens = graph.scalar(1);
    Operand<TFloat32> perExample =
        tf.math.div(
            tf.sum(tf.reshape(weighted, byRow), tokens),
            tf.math.add(tf.sum(tf.reshape(weights, byRow), tokens), graph.scalar(1e-6f)));
    return new DiscriminatorOutput(
        tf.reshape(logits, byRow),
        tf.reshape(probs, byRow),
        tf.reshape(preds, byRow),
        labels,
        perExample,
        WeightedLoss.of(graph, losses, weights));
  }

  /** The rows of all parts. */
  static DiscriminatorOutput joined(ModelGraph graph, List<DiscriminatorOutput> parts) {
    return new DiscriminatorOutput(
        Rows.joined(graph, parts, DiscriminatorOutput::logits),
        Rows.joined(graph, parts, DiscriminatorOutput::probs),
        Rows.joined(graph, parts, DiscriminatorOutput::preds),
        Rows.joined(graph, parts, DiscriminatorOutput::labels),
        Rows.joined(graph, parts, DiscriminatorOutput::perExampleLoss),
        WeightedLoss.sum(graph, parts.stream().map(DiscriminatorOutput::weightedLoss).toList()));
  }
}
