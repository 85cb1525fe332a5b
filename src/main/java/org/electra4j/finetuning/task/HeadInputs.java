package org.electra4j.finetuning.task;

import java.util.Map;
import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.GraphCasts;
import org.electra4j.graph.ModelGraph;
import org.electra4j.model.EncoderInputs;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What a task's head is built on.
 *
 * @param graph to which it adds
 * @param config of the encoder; its dropout rates are 0 unless {@code training}
 * @param encoderInputs ids, mask and segments, [batch, length]; the batch is known, the length is
 *     not
 * @param sequenceOutput the encoder's last layer, [batch x length, hidden]; null where no head of
 *     the model {@linkplain TaskHead#readsTokens reads} it
 * @param pooled one vector a row, [batch, hidden]
 * @param features places of the task's features by {@link FeatureSpec#name}: [batch], or [batch,
 *     length] of those per token; int32 or float32
 * @param twoLayer whether classification and regression have a hidden layer (the study)
 * @param training whether dropout is on
 */
public record HeadInputs(
    ModelGraph graph,
    TransformerConfig config,
    EncoderInputs encoderInputs,
    Operand<TFloat32> sequenceOutput,
    Operand<TFloat32> pooled,
    Map<String, Operand<?>> features,
    boolean twoLayer,
    boolean training) {

  /** Number of rows. */
  public int batch() {
    return encoderInputs.batch();
  }

  /** The place of an integer feature, int32. */
  public Operand<TInt32> ints(String feature) {
    return GraphCasts.int32(features.get(feature));
  }

  /** The place of a float feature, float32. */
  public Operand<TFloat32> floats(String feature) {
    return GraphCasts.float32(features.get(feature));
  }

  /** The encoder's last layer as [batch, length, hidden]. */
  public Operand<TFloat32> sequence() {
    return graph.tf().reshape(sequenceOutput, graph.vector(batch(), -1, config.hiddenSize()));
  }
}
