package org.electra4j.finetuning.classification;

import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.task.FeatureSpec;
import org.electra4j.finetuning.task.HeadInputs;
import org.electra4j.finetuning.task.HeadOutput;
import org.electra4j.finetuning.task.TaskHead;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A number for a row, trained on squared errors (original: {@code
 * RegressionTask.get_prediction_module}). Its output is {@code predictions} [batch].
 *
 * @param name of the task
 */
public record RegressionHead(String name) implements TaskHead {
  static final String TARGETS = "targets";

  @Override
  public List<FeatureSpec> features() {
    return List.of(FeatureSpec.aFloat(TARGETS));
  }

  @Override
  public boolean readsTokens() {
    return false;
  }

  @Override
  public HeadOutput build(HeadInputs inputs) {
    Ops tf = inputs.graph().tf();
    Operand<TFloat32> predictions =
        tf.reshape(PooledOutput.of(inputs, name, 1), inputs.graph().vector(-1));
    return new HeadOutput(
        tf.math.square(tf.math.sub(predictions, inputs.floats(TARGETS))),
        Map.of("predictions", predictions));
  }
}
