package org.electra4j.finetuning.classification;

import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.task.FeatureSpec;
import org.electra4j.finetuning.task.HeadInputs;
import org.electra4j.finetuning.task.HeadOutput;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.graph.Losses;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * One of several labels for a row (original: {@code ClassificationTask.get_prediction_module}). Its
 * outputs are {@code logits} [batch, classes] and {@code predictions} [batch].
 *
 * @param name of the task
 * @param classes number of labels
 */
public record ClassificationHead(String name, int classes) implements TaskHead {
  /** Its feature: the label's number, [1]. */
  public static final String LABELS = "label_ids";

  @Override
  public List<FeatureSpec> features() {
    return List.of(FeatureSpec.anInt(LABELS));
  }

  @Override
  public boolean readsTokens() {
    return false;
  }

  @Override
  public HeadOutput build(HeadInputs inputs) {
    Ops tf = inputs.graph().tf();
    Operand<TFloat32> logits = PooledOutput.of(inputs, name, classes);
    Operand<TFloat32> probs = tf.nn.softmax(tf.stopGradient(logits));
    return new HeadOutput(
        new Losses(inputs.graph()).softmaxCrossEntropy(logits, probs, inputs.ints(LABELS)),
        Map.of(
            "logits",
            logits,
            "predictions",
            tf.math.argMax(logits, inputs.graph().scalar(-1), TInt32.class)));
  }
}
