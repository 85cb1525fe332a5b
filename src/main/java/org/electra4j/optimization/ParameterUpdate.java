package org.electra4j.optimization;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * The way from a loss to an update of all trainable variables: gradients, their sums over the parts
 * of a batch and over workers, clipping, Adam. A batch of one part is one run of the session; of
 * several parts the run of the last one updates.
 */
public final class ParameterUpdate {
  /**
   * How an update is made.
   *
   * @param norm of the gradients, for clipping
   * @param weightDecayRate 0 for none
   * @param biasCorrection whether Adam has it (AdamW)
   * @param parts of a batch, each a run; the loss of a part is its summand in the batch's loss
   * @param lossScaling whether the loss is scaled (float16)
   */
  public record Options(
      ClippedGradients.Norm norm,
      double weightDecayRate,
      boolean biasCorrection,
      int parts,
      boolean lossScaling) {

    /**
     * Options as hparams name them.
     *
     * @param globalNorm original or dense
     * @param optimizer original or adamw
     * @param precision fp16 scales the loss
     */
    public static Options of(
        String globalNorm, String optimizer, double weightDecayRate, int parts, String precision) {
      return new Options(
          ClippedGradients.Norm.of(globalNorm),
          weightDecayRate,
          optimizer.equals("adamw"),
          parts,
          precision.equals("fp16"));
    }
  }

  private final int parts;
  private final List<Variable> variables;
  private final AdamInputs inputs;
  private final ScaledLoss scaledLoss;
  private final GradientAccumulator accumulator;
  private final ClippedGradients gradients;
  private final Op trainOp;

  /**
   * Adds the update to the graph.
   *
   * @param sumOverWorkers gives what tensors sum up to over all who train together
   * @param multiplier of the learning rate, by the variable's name
   */
  public ParameterUpdate(
      ModelGraph graph,
      Operand<TFloat32> loss,
      Options options,
      UnaryOperator<List<Operand<TFloat32>>> sumOverWorkers,
      ToDoubleFunction<String> multiplier) {
    parts = options.parts();
    variables = graph.trainableVariables();
    scaledLoss = options.lossScaling() ? new ScaledLoss(graph) : null;
    Gradients ofPart =
        scaledLoss == null
            ? Gradients.of(graph, loss, variables, options.norm())
            : scaledLoss.unscaled(
                Gradients.of(graph, scaledLoss.of(loss), variables, options.norm()));
    accumulator = parts == 1 ? null : new GradientAccumulator(graph, variables, ofPart);
    Gradients ofWorker = accumulator == null ? ofPart : accumulator.total();
    gradients =
        ClippedGradients.of(graph, ofWorker.withSums(sumOverWorkers.apply(ofWorker.summands())));
    inputs =
        options.biasCorrection() ? AdamInputs.biasCorrected(graph) : AdamInputs.original(graph);
    AdamWeightDecayOptimizer adam = new AdamWeightDecayOptimizer(options.weightDecayRate());
    trainOp =
        scaledLoss == null
            ? adam.minimize(graph, variables, gradients.clipped(), inputs, multiplier)
            : adam.minimize(
                graph,
                variables,
                scaledLoss.ifFinite(globalNorm(), gradients.clipped()),
                inputs.withLearningRate(
                    scaledLoss.ifFinite(globalNorm(), List.of(inputs.learningRate())).get(0)),
                multiplier);
  }

  /** Whether the loss is scaled, and an update whose gradients overflow does nothing. */
  public boolean scalesLoss() {
    return scaledLoss != null;
  }

  /**
   * Feeds the scale of the loss where it is scaled, to any run.
   *
   * @param fed gets the tensor, which the caller closes after the run
   */
  public void feedLossScale(Session.Runner runner, LossScale scale, List<Tensor> fed) {
    if (scaledLoss != null) {
      scaledLoss.feed(runner, scale, fed);
    }
  }

  /**
   * Gives the run of a part what it has to do: the last one updates the variables, the others add
   * to the sums.
   *
   * @param part from 0
   * @param rate the learning rate
   * @param update number of the update, the first being 1
   * @param fed gets the tensors, which the caller closes after the run
   */
  public void addTo(Session.Runner runner, int part, float rate, long update, List<Tensor> fed) {
    if (part < parts - 1) {
      addSumsTo(runner, part);
    } else {
      inputs.feed(runner, rate, update, fed);
      runner.addTarget(trainOp.op());
    }
  }

  /** Gives the run of a part, but the last, what it has to do: add to the sums. */
  public void addSumsTo(Session.Runner runner, int part) {
    runner.addTarget(accumulator.accumulate(part).op());
  }

  /** Scalar, before clipping; known in the run of the last part. */
  public Operand<TFloat32> globalNorm() {
    return gradients.globalNorm();
  }

  /** The gradients of the batch by variable, before clipping; known in the run of the last part. */
  public Map<String, Operand<TFloat32>> gradients() {
    Map<String, Operand<TFloat32>> byName = new LinkedHashMap<>();
    for (int i = 0; i < variables.size(); i++) {
      byName.put(variables.get(i).name(), gradients.unclipped().get(i));
    }
    return byName;
  }
}
