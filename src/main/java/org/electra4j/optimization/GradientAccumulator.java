package org.electra4j.optimization;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * Sums gradients over the parts of a batch, each of which is a run of the session. The run of the
 * first part sets the sums, the next ones add to them, and the run of the last part takes them
 * together with its own gradients, so that nothing is left in them between updates: they are no
 * variables of the model and not saved.
 */
final class GradientAccumulator {
  private final Op set;
  private final Op add;
  private final Gradients total;

  /**
   * Adds the sums to the graph.
   *
   * @param ofPart what a run's part gives
   */
  GradientAccumulator(ModelGraph graph, List<Variable> variables, Gradients ofPart) {
    Ops tf = graph.tf();
    List<Op> sets = new ArrayList<>();
    List<Op> adds = new ArrayList<>();
    List<Operand<TFloat32>> totals = new ArrayList<>();
    List<Operand<TFloat32>> summands = ofPart.summands();
    for (int i = 0; i < summands.size(); i++) {
      boolean ofVariable = i < variables.size();
      String name =
          ofVariable ? "accumulated/" + variables.get(i).name() : "accumulated/row_squares_" + i;
      Shape shape = ofVariable ? variables.get(i).shape() : Shape.scalar();
      Operand<TFloat32> summand = summands.get(i);
      VarHandleOp sum =
          tf.withName(name).varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
      sets.add(tf.assignVariableOp(sum, summand));
      adds.add(tf.assignAddVariableOp(sum, summand));
      totals.add(tf.math.add(tf.readVariableOp(sum, TFloat32.class), summand));
    }
    set = tf.withControlDependencies(sets).withName("set_accumulated").noOp();
    add = tf.withControlDependencies(adds).withName("add_to_accumulated").noOp();
    total = ofPart.withSums(totals);
  }

  /** What the run of a part has to do, which is not the last one. */
  Op accumulate(int part) {
    return part == 0 ? set : add;
  }

  /** Over the whole batch, in the run of the last part. */
  Gradients total() {
    return total;
  }
}
