package org.electra4j.optimization;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Gradients scaled so that their global norm is at most 1 (original: {@code create_optimizer}).
 *
 * @param unclipped as backpropagated, in the order of the variables
 * @param clipped times 1 / max(norm, 1)
 * @param globalNorm scalar, before clipping
 */
public record ClippedGradients(
    List<Operand<TFloat32>> unclipped,
    List<Operand<TFloat32>> clipped,
    Operand<TFloat32> globalNorm) {

  /** Over what the norm is taken where rows of an embedding table were looked up (quirk 3). */
  public enum Norm {
    /** Over the gradients of the rows, before those of equal tokens are summed, as the original. */
    ORIGINAL,
    /** Over the gradient of the table. */
    DENSE;

    /** The norm that the hparam {@code global_norm} calls by this name. */
    public static Norm of(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }

  private static final float CLIP_NORM = 1f;

  /** Adds the backward pass of {@code loss} to the graph. */
  public static ClippedGradients of(
      ModelGraph graph, Operand<TFloat32> loss, List<Variable> variables, Norm norm) {
    return of(graph, Gradients.of(graph, loss, variables, norm));
  }

  /** Clips gradients of a whole batch. */
  public static ClippedGradients of(ModelGraph graph, Gradients gradients) {
    Ops tf = graph.tf();
    List<Operand<TFloat32>> halfSquares = new ArrayList<>();
    for (int i = 0; i < gradients.byVariable().size(); i++) {
      List<Operand<TFloat32>> ofRows = gradients.rowSquares().get(i);
      if (ofRows.isEmpty()) {
        halfSquares.add(tf.nn.l2Loss(gradients.byVariable().get(i)));
      } else {
        halfSquares.addAll(ofRows);
      }
    }
    Operand<TFloat32> globalNorm =
        tf.math.sqrt(tf.math.mul(tf.math.addN(halfSquares), graph.scalar(2f)));
    Operand<TFloat32> scale =
        tf.math.div(graph.scalar(CLIP_NORM), tf.math.maximum(globalNorm, graph.scalar(CLIP_NORM)));
    List<Operand<TFloat32>> clipped = new ArrayList<>();
    for (Operand<TFloat32> gradient : gradients.byVariable()) {
      clipped.add(tf.math.mul(gradient, scale));
    }
    return new ClippedGradients(gradients.byVariable(), clipped, globalNorm);
  }
}
