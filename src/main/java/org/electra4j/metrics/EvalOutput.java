package org.electra4j.metrics;

/**
 * What a fine-tuned model says of one example, and what is true.
 *
 * @param eid the example's number in its split
 * @param loss of this example
 * @param labelId the true label of a classification task, else 0
 * @param target the true value of a regression task as the model is trained on it, else 0
 * @param logits {@code [labels]} of a classification task, or null for a regression task
 * @param prediction the value that a regression task predicts, else 0
 */
public record EvalOutput(
    int eid, double loss, int labelId, double target, float[] logits, double prediction) {

  /** An output of a classification task. */
  public static EvalOutput classification(int eid, double loss, int labelId, float[] logits) {
    return new EvalOutput(eid, loss, labelId, 0, logits, 0);
  }

  /** An output of a regression task. */
  public static EvalOutput regression(int eid, double loss, double target, double prediction) {
    return new EvalOutput(eid, loss, 0, target, null, prediction);
  }

  /** The label of the largest logit, the first one of several (original: {@code tf.argmax}). */
  public int predictedLabel() {
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
