package org.electra4j.optimization;

import java.util.List;
import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * {@link LossScale} in a graph: multiplies the loss, divides the gradients, and lets an update
 * happen only where all of them are finite.
 */
final class ScaledLoss {
  private final ModelGraph graph;
  private final Placeholder<TFloat32> scale;

  ScaledLoss(ModelGraph graph) {
    this.graph = graph;
    this.scale =
        graph
            .tf()
            .withName("loss_scale")
            .placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  /** The loss times the scale. */
  Operand<TFloat32> of(Operand<TFloat32> loss) {
    return graph.tf().math.mul(loss, scale);
  }

  /** Gradients of the loss from those of the scaled loss. */
  Gradients unscaled(Gradients gradients) {
    Ops tf = graph.tf();
    Operand<TFloat32> inverse = tf.math.reciprocal(scale);
    Operand<TFloat32> ofSquares = tf.math.square(inverse);
    return new Gradients(
        gradients.byVariable().stream().map(g -> times(g, inverse)).toList(),
        gradients.rowSquares().stream()
            .map(squares -> squares.stream().map(s -> times(s, ofSquares)).toList())
            .toList());
  }

  private Operand<TFloat32> times(Operand<TFloat32> tensor, Operand<TFloat32> factor) {
    return graph.tf().math.mul(tensor, factor);
  }

  /**
   * The tensors where the norm is finite. Where it is not they are dead, as TensorFlow calls it,
   * and nothing that depends on them runs.
   */
  List<Operand<TFloat32>> ifFinite(Operand<TFloat32> norm, List<Operand<TFloat32>> tensors) {
    Ops tf = graph.tf();
    Operand<TBool> finite = tf.math.isFinite(norm);
    return tensors.stream()
        .<Operand<TFloat32>>map(tensor -> tf.switchCond(tensor, finite).outputTrue())
        .toList();
  }

  /**
   * Feeds the scale.
   *
   * @param fed gets the tensor, which the caller closes after the run
   */
  void feed(Session.Runner runner, LossScale value, List<Tensor> fed) {
    Tensor tensor = TFloat32.scalarOf(value.scale());
    fed.add(tensor);
    runner.feed(scale, tensor);
  }
}
