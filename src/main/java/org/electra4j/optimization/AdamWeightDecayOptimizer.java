package org.electra4j.optimization;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adam with decoupled weight decay and without bias correction (original: {@code
 * AdamWeightDecayOptimizer}, quirk 4): {@code w -= rate x (m / (sqrt(v) + 1e-6) + decay x w)}.
 *
 * @param weightDecayRate 0 for none; layer norms and biases are never decayed
 */
public record AdamWeightDecayOptimizer(double weightDecayRate) {
  private static final float BETA_1 = 0.9f;
  private static final double BETA_2 = 0.999;
  private static final float EPSILON = 1e-6f;
  private static final Pattern NOT_DECAYED = Pattern.compile("LayerNorm|layer_norm|bias");

  /** Name of the slot of first moments. */
  public static String firstMoment(String variable) {
    return variable + "/adam_m";
  }

  /** Name of the slot of second moments. */
  public static String secondMoment(String variable) {
    return variable + "/adam_v";
  }

  /** Whether weight decay applies to the variable of that name. */
  public boolean decays(String variable) {
    return weightDecayRate > 0 && !NOT_DECAYED.matcher(variable).find();
  }

  /**
   * Adds the update of all variables to the graph.
   *
   * @param gradients clipped, in the order of the variables
   * @param learningRate scalar
   * @return the operation that runs when all are updated
   */
  public Op minimize(
      ModelGraph graph,
      List<Variable> variables,
      List<Operand<TFloat32>> gradients,
      Operand<TFloat32> learningRate) {
    Ops tf = graph.tf();
    Operand<TFloat32> decay = tf.math.mul(learningRate, graph.scalar((float) weightDecayRate));
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      updates.add(update(graph, variables.get(i), gradients.get(i), learningRate, decay));
    }
    return tf.withControlDependencies(updates).withName("train_op").noOp();
  }

  private Op update(
      ModelGraph graph,
      Variable variable,
      Operand<TFloat32> gradient,
      Operand<TFloat32> learningRate,
      Operand<TFloat32> decay) {
    Ops tf = graph.tf();
    Variable m = graph.slot(firstMoment(variable.name()), variable.shape());
    Variable v = graph.slot(secondMoment(variable.name()), variable.shape());
    List<Op> before = new ArrayList<>();
    before.add(tf.assignVariableOp(v.handle(), nextSecondMoment(graph, v, gradient)));
    if (decays(variable.name())) {
      before.add(tf.assignSubVariableOp(variable.handle(), tf.math.mul(variable.value(), decay)));
    }
    // With both beta powers at 0 the fused operation corrects no bias, and with beta 2 at 1 it
    // leaves
    // the second moment alone.
    return tf.withControlDependencies(before)
        .train
        .resourceApplyAdam(
            variable.handle(),
            m.handle(),
            v.handle(),
            graph.scalar(0f),
            graph.scalar(0f),
            learningRate,
            graph.scalar(BETA_1),
            graph.scalar(1f),
            graph.scalar(EPSILON),
            gradient);
  }

  /**
   * The fused operation would take 1 - 0.999 in float32, which is off by 1.3e-5; the original takes
   * it in double precision.
   */
  private static Operand<TFloat32> nextSecondMoment(
      ModelGraph graph, Variable v, Operand<TFloat32> gradient) {
    Ops tf = graph.tf();
    return tf.math.add(
        tf.math.mul(v.value(), graph.scalar((float) BETA_2)),
        tf.math.mul(tf.math.square(gradient), graph.scalar((float) (1 - BETA_2))));
  }
}
