package org.electra4j.metrics;

import java.util.Map;

/**
 * What a fine-tuned model says of one example, and what is true, under the original's names (there:
 * the results given to {@code Scorer.update}). Tensors are flattened row-major.
 *
 * @param eid the example's number in its split
 * @param loss of this example
 * @param ints the example's integer features ({@code label_ids}, {@code labels}, ...), and what the
 *     task's head gives as integers ({@code predictions}, ...)
 * @param floats likewise the numbers ({@code targets}, {@code logits}, ...)
 */
public record EvalOutput(
    int eid, double loss, Map<String, int[]> ints, Map<String, float[]> floats) {

  private static final String LABELS = "label_ids";
  private static final String TARGETS = "targets";
  private static final String LOGITS = "logits";
  private static final String PREDICTIONS = "predictions";

  /** An output of a classification task. */
  public static EvalOutput classification(int eid, double loss, int labelId, float[] logits) {
    return new EvalOutput(eid, loss, Map.of(LABELS, new int[] {labelId}), Map.of(LOGITS, logits));
  }

  /** An output of a regression task, in float32 as all numbers of a model. */
  public static EvalOutput regression(int eid, double loss, double target, double prediction) {
    return new EvalOutput(
        eid,
        loss,
        Map.of(),
        Map.of(
            TARGETS, new float[] {(float) target},
            PREDICTIONS, new float[] {(float) prediction}));
  }

  /** The true label of a classification task. */
  public int labelId() {
    return ints.get(LABELS)[0];
  }

  /** The true value of a regression task as the model is trained on it. */
  public float target() {
    return floats.get(TARGETS)[0];
  }

  /** What a classification task says of each label, {@code [labels]}. */
  public float[] logits() {
    return floats.get(LOGITS);
  }

  /** The value that a regression task predicts. */
  public float prediction() {
    return floats.get(PREDICTIONS)[0];
  }

  /** The label of the largest logit, the first one of several (original: {@code tf.argmax}). */
  public int predictedLabel() {
    float[] logits = logits();
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  /** The softmax of the logits, {@code [labels]}. */
  public double[] probabilities() {
    float[] logits = logits();
    double[] probabilities = new double[logits.length];
    double largest = logits[predictedLabel()];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = Math.exp(logits[i] - largest);
      sum += probabilities[i];
    }
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }
}
