package org.electra4j.optimization;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adam with decoupled weight decay: {@code w -= rate x (m / (sqrt(v) + 1e-6) + decay x w)}. The
 * original has no bias correction (original: {@code AdamWeightDecayOptimizer}, quirk 4); with it
 * this is AdamW (Loshchilov and Hutter 2019), which the study used.
 *
 * @param weightDecayRate 0 for none; layer norms and biases are never decayed
 */
public record AdamWeightDecayOptimizer(double weightDecayRate) {
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
   * @param inputs what is fed with each step
   * @param multiplier of the learning rate, by the variable's name
   * @return the operation that runs when all are updated
   */
  public Op minimize(
      ModelGraph graph,
      List<Variable> variables,
      List<Operand<TFloat32>> gradients,
      AdamInputs inputs,
      ToDoubleFunction<String> multiplier) {
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      Variable variable = variables.get(i);
      Operand<TFloat32> rate =
          inputs.rate(graph, (float) multiplier.applyAsDouble(variable.name()));
      updates.add(update(graph, variable, gradients.get(i), inputs, rate));
    }
    return graph.tf().withControlDependencies(updates).withName("train_op").noOp();
  }

  private Op update(
      ModelGraph graph,
      Variable variable,
      Operand<TFloat32> gradient,
      AdamInputs inputs,
      Operand<TFloat32> rate) {
    Ops tf = graph.tf();
    Variable m = graph.slot(firstMoment(variable.name()), variable.shape());
    Variable v = graph.slot(secondMoment(variable.name()), variable.shape());
    List<Op> before = new ArrayList<>();
    before.add(tf.assignVariableOp(v.handle(), nextSecondMoment(graph, v, gradient)));
    if (decays(variable.name())) {
      Operand<TFloat32> decay = tf.math.mul(rate, graph.scalar((float) weightDecayRate));
      before.add(tf.assignSubVariableOp(variable.handle(), tf.math.mul(variable.value(), decay)));
    }
    // With beta 2 at 1 the fused operation leaves the second moment alone.
    return tf.withControlDependencies(before)
        .train
        .resourceApplyAdam(
            variable.handle(),
            m.handle(),
            v.handle(),
            inputs.beta1Power(),
            inputs.beta2Power(),
            rate,
            graph.scalar((float) AdamInputs.BETA_1),
            graph.scalar(1f),
            inputs.epsilon(),
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
        tf.math.mul(v.value(), graph.scalar((float) AdamInputs.BETA_2)),
        tf.math.mul(tf.math.square(gradient), graph.scalar((float) (1 - AdamInputs.BETA_2))));
  }
}
