package org.electra4j.optimization;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The gradients of a loss as they were backpropagated, and what their norm needs beside them. All
 * of it is summed where a loss is: over the parts of a batch, over devices, over processes.
 *
 * @param byVariable in the order of the variables
 * @param rowSquares for each variable, half the sums of squares of the gradients by rows that were
 *     looked up in it, scalars, where the norm is taken over those (quirk 3); else empty
 */
public record Gradients(
    List<Operand<TFloat32>> byVariable, List<List<Operand<TFloat32>>> rowSquares) {

  /** Adds the backward pass of {@code loss} to the graph. */
  public static Gradients of(
      ModelGraph graph,
      Operand<TFloat32> loss,
      List<Variable> variables,
      ClippedGradients.Norm norm) {
    Ops tf = graph.tf();
    List<Operand<TFloat32>> byVariable = graph.gradients(loss, variables);
    List<List<Operand<TFloat32>>> rowSquares = new ArrayList<>();
    for (Variable variable : variables) {
      List<Operand<TFloat32>> squares = new ArrayList<>();
      if (norm == ClippedGradients.Norm.ORIGINAL && graph.isOnlyLookedUp(variable)) {
        graph.lookupGradients(variable).forEach(rows -> squares.add(tf.nn.l2Loss(rows)));
      }
      rowSquares.add(squares);
    }
    return new Gradients(byVariable, rowSquares);
  }

  /** Everything that is summed, in a fixed order: the gradients first, then the scalars. */
  public List<Operand<TFloat32>> summands() {
    List<Operand<TFloat32>> all = new ArrayList<>(byVariable);
    rowSquares.forEach(all::addAll);
    return all;
  }

  /**
   * Gradients of the same structure.
   *
   * @param sums in the order of {@link #summands}
   */
  public Gradients withSums(List<Operand<TFloat32>> sums) {
    List<List<Operand<TFloat32>>> squares = new ArrayList<>();
    int next = byVariable.size();
    for (List<Operand<TFloat32>> ofVariable : rowSquares) {
      squares.add(List.copyOf(sums.subList(next, next + ofVariable.size())));
      next += ofVariable.size();
    }
    return new Gradients(List.copyOf(sums.subList(0, byVariable.size())), squares);
  }
}
