package org.electra4j.pretraining;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A loss summed over rows, of which the mean is taken when the rows of all towers are known.
 *
 * @param sum scalar: the sum of losses x weights
 * @param weight scalar: the sum of weights
 */
record WeightedLoss(Operand<TFloat32> sum, Operand<TFloat32> weight) {

  /**
   * @param losses [rows]
   * @param weights [rows]
   */
  static WeightedLoss of(ModelGraph graph, Operand<TFloat32> losses, Operand<TFloat32> weights) {
    Ops tf = graph.tf();
    Operand<TInt32> rows = graph.scalar(0);
    return new WeightedLoss(tf.sum(tf.math.mul(losses, weights), rows), tf.sum(weights, rows));
  }

  /** The same over the rows of all parts. */
  static WeightedLoss sum(ModelGraph graph, List<WeightedLoss> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    Ops tf = graph.tf();
    return new WeightedLoss(
        tf.math.addN(parts.stream().map(WeightedLoss::sum).collect(Collectors.toList())),
        tf.math.addN(parts.stream().map(WeightedLoss::weight).collect(Collectors.toList())));
  }

  /**
   * sum / (1e-6 + weight of the batch), scalar.
   *
   * @param weightOfBatch gives the weight of the whole batch for that of the rows in this graph
   */
  Operand<TFloat32> mean(ModelGraph graph, UnaryOperator<Operand<TFloat32>> weightOfBatch) {
    Ops tf = graph.tf();
    return tf.math.div(sum, tf.math.add(weightOfBatch.apply(weight), graph.scalar(1e-6f)));
  }
}
