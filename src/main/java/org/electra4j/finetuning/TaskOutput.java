package org.electra4j.finetuning;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A task's part of the graph; rows of other tasks are computed, too, and count for nothing.
 *
 * @param head what the task predicts
 * @param labels place of the true answers, [batch] int32 of label ids or float32 of targets
 * @param losses [batch]
 * @param logits [batch, classes]; null for a regression
 * @param predictions [batch]: the most likely label (int32) or the number (float32)
 */
record TaskOutput(
    TaskHead head,
    Operand<?> labels,
    Operand<TFloat32> losses,
    Operand<TFloat32> logits,
    Operand<?> predictions) {

  /** The float32 values by which a row is judged: logits, or the predicted number. */
  Operand<TFloat32> scores() {
    return head.isRegression() ? numbers() : logits;
  }

  @SuppressWarnings("unchecked") // A regression's predictions are made as float32.
  private Operand<TFloat32> numbers() {
    return (Operand<TFloat32>) predictions;
  }

  /** Of a classification. */
  @SuppressWarnings("unchecked") // A classification's predictions are made as int32.
  Operand<TInt32> predictedLabels() {
    return (Operand<TInt32>) predictions;
  }
}
