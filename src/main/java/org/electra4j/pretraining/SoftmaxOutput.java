package org.electra4j.pretraining;

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
 * @param loss scalar: the weighted mean, its denominator 1e-6 larger than the sum of weights
 * @param preds the most likely token, [rows] int32
 */
record SoftmaxOutput(
    Operand<TFloat32> logits,
    Operand<TFloat32> probs,
    Operand<TFloat32> perExampleLoss,
    Operand<TFloat32> weights,
    Operand<TFloat32> loss,
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
        weightedMean(graph, perExample, weights),
        tf.math.argMax(logits, graph.scalar(-1), TInt32.class));
  }

  /** sum(values x weights) / (1e-6 + sum(weights)), both [rows]. */
  static Operand<TFloat32> weightedMean(
      ModelGraph graph, Operand<TFloat32> values, Operand<TFloat32> weights) {
    Ops tf = graph.tf();
    Operand<TInt32> rows = graph.scalar(0);
    return tf.math.div(
        tf.sum(tf.math.mul(values, weights), rows),
        tf.math.add(tf.sum(weights, rows), graph.scalar(1e-6f)));
  }
}
