package org.electra4j.optimization;

import java.util.List;
import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The scalars that Adam's update needs with each step.
 *
 * @param learningRate fed
 * @param beta1Power beta 1 to the power of the update's number; 0 without bias correction
 * @param beta2Power likewise for beta 2
 * @param epsilon added to the root of the second moment
 * @param biasCorrection whether the last three are fed
 */
public record AdamInputs(
    Operand<TFloat32> learningRate,
    Operand<TFloat32> beta1Power,
    Operand<TFloat32> beta2Power,
    Operand<TFloat32> epsilon,
    boolean biasCorrection) {
  static final double BETA_1 = 0.9;
  static final double BETA_2 = 0.999;
  private static final double EPSILON = 1e-6;

  /** Without bias correction, as the original. */
  public static AdamInputs original(ModelGraph graph) {
    return new AdamInputs(
        placeholder(graph, "learning_rate"),
        graph.scalar(0f),
        graph.scalar(0f),
        graph.scalar((float) EPSILON),
        false);
  }

  /** With bias correction (AdamW). */
  public static AdamInputs biasCorrected(ModelGraph graph) {
    return new AdamInputs(
        placeholder(graph, "learning_rate"),
        placeholder(graph, "beta1_power"),
        placeholder(graph, "beta2_power"),
        placeholder(graph, "epsilon"),
        true);
  }

  private static Placeholder<TFloat32> placeholder(ModelGraph graph, String name) {
    return graph.tf().withName(name).placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  /**
   * Feeds the scalars.
   *
   * @param rate the learning rate
   * @param update number of the update, the first being 1
   * @param fed gets the tensors, which the caller closes after the run
   */
  public void feed(Session.Runner runner, float rate, long update, List<Tensor> fed) {
    feed(runner, learningRate, rate, fed);
    if (biasCorrection) {
      double beta2 = Math.pow(BETA_2, (double) update);
      feed(runner, beta1Power, (float) Math.pow(BETA_1, (double) update), fed);
      feed(runner, beta2Power, (float) beta2, fed);
      // The operation divides by the uncorrected root, so its epsilon has to shrink likewise.
      feed(runner, epsilon, (float) (EPSILON * Math.sqrt(1 - beta2)), fed);
    }
  }

  private static void feed(
      Session.Runner runner, Operand<TFloat32> place, float value, List<Tensor> fed) {
    Tensor tensor = TFloat32.scalarOf(value);
    fed.add(tensor);
    runner.feed(place, tensor);
  }

  /** The same with another learning rate in the update than what is fed. */
  AdamInputs withLearningRate(Operand<TFloat32> rate) {
    return new AdamInputs(rate, beta1Power, beta2Power, epsilon, biasCorrection);
  }

  /** The learning rate times a constant. */
  Operand<TFloat32> rate(ModelGraph graph, float multiplier) {
    return multiplier == 1
        ? learningRate
        : graph.tf().math.mul(learningRate, graph.scalar(multiplier));
  }
}
