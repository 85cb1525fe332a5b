package org.electra4j.pretraining;

import java.util.List;
import org.electra4j.graph.Losses;
import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Predictions over the vocabulary and their loss (original: {@code get_softmax_output}).
 *
 * @param logits [rows, vocabulary]
 * @param probs their softmax, without a gradient
 * @param perExampleLoss minus the log-probability of each target, [rows]
 * @param weights [rows]
 * @param weightedLoss whose mean is the loss
 * @param preds the most likely token, [rows] int32
 */
record SoftmaxOutput(
    Operand<TFloat32> logits,
    Operand<TFloat32> probs,
    Operand<TFloat32> perExampleLoss,
    Operand<TFloat32> weights,
    WeightedLoss weightedLoss,
    Operand<TInt32> preds) {

  /**
   * @param targets [rows] int32
   * @param weights [rows]
   */
  static SoftmaxOutput of(
      ModelGraph graph,
      Operand<TFloat32> logits,
      Operand<TInt32> targets,
      Operand<TFloat32> weights) {
    Ops tf = graph.tf();
    Operand<TFloat32> probs = tf.nn.softmax(tf.stopGradient(logits));
    Operand<TFloat32> perExample = new Losses(graph).softmaxCrossEntropy(logits, probs, targets);
    return new SoftmaxOutput(
        logits,
        probs,
        perExample,
        weights,
        WeightedLoss.of(graph, perExample, weights),
        tf.math.argMax(logits, graph.scalar(-1), TInt32.class));
  }

  /** The rows of all parts. */
  static SoftmaxOutput joined(ModelGraph graph, List<SoftmaxOutput> parts) {
    return new SoftmaxOutput(
        Rows.joined(graph, parts, SoftmaxOutput::logits),
        Rows.joined(graph, parts, SoftmaxOutput::probs),
        Rows.joined(graph, parts, SoftmaxOutput::perExampleLoss),
        Rows.joined(graph, parts, SoftmaxOutput::weights),
        WeightedLoss.sum(graph, parts.stream().map(SoftmaxOutput::weightedLoss).toList()),
        Rows.joined(graph, parts, SoftmaxOutput::preds));
  }
}
