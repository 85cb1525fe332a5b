package org.electra4j.finetuning.classification;

import org.electra4j.finetuning.task.HeadInputs;
import org.electra4j.graph.Initializer;
import org.electra4j.graph.Layers;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What heads of one output a row have in common. */
final class PooledOutput {
  private static final double DROPOUT = 0.1;

  private PooledOutput() {}

  /**
   * Dropout (fixed, as in the original), the study's hidden layer where there is one, and a dense
   * layer on the pooled vector.
   *
   * @param task whose scope the variables are in
   * @return [batch, units]
   */
  static Operand<TFloat32> of(HeadInputs inputs, String task, int units) {
    Layers layers = new Layers(inputs.graph());
    String scope = "task_specific/" + task;
    Operand<TFloat32> x =
        inputs.training() ? layers.dropout(inputs.pooled(), DROPOUT) : inputs.pooled();
    String last = scope + "/dense";
    if (inputs.twoLayer()) {
      x =
          layers.activation(
              inputs.config().hiddenAct(),
              layers.dense(
                  x,
                  scope + "/dense",
                  inputs.config().hiddenSize(),
                  new Initializer.GlorotUniform()));
      last = scope + "/dense_1";
    }
    return layers.dense(x, last, units, new Initializer.GlorotUniform());
  }
}
