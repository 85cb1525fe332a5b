package org.electra4j.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metrics of pretraining over all batches added (original: {@code metric_fn} in {@code
 * run_pretraining}). Despite their names {@code disc_precision} and {@code disc_recall} are
 * accuracies, weighted by the predictions and by the labels, and {@code disc_auc} counts padding as
 * true negatives of score 0 (quirk 13).
 */
public final class PretrainingMetrics {
  private final WeightedMean maskedLmAccuracy = new WeightedMean();
  private final WeightedMean maskedLmLoss = new WeightedMean();
  private final WeightedMean sampledMaskedLmAccuracy = new WeightedMean();
  private final WeightedMean discLoss = new WeightedMean();
  private final Auc discAuc = new Auc();
  private final WeightedMean discAccuracy = new WeightedMean();
  private final WeightedMean discPrecision = new WeightedMean();
  private final WeightedMean discRecall = new WeightedMean();
  private boolean hasDiscriminator;

  /**
   * Adds a batch.
   *
   * @throws IllegalArgumentException if a probability of the discriminator is not in [0, 1]
   */
  public void add(PretrainingOutputs o) {
    for (int i = 0; i < o.maskedLmIds().length; i++) {
      float weight = o.maskedLmWeights()[i];
      maskedLmAccuracy.add(o.maskedLmPreds()[i] == o.maskedLmIds()[i], weight);
      maskedLmLoss.add(o.mlmLoss()[i], weight);
    }
    if (o.discLoss() != null) {
      hasDiscriminator = true;
      addDiscriminator(o);
    }
  }

  private void addDiscriminator(PretrainingOutputs o) {
    for (int i = 0; i < o.maskedLmIds().length; i++) {
      boolean correct = o.sampledTokenIds()[i] == o.maskedLmIds()[i];
      sampledMaskedLmAccuracy.add(correct, o.maskedLmWeights()[i]);
    }
    for (float loss : o.discLoss()) {
      discLoss.add(loss, 1);
    }
    for (int i = 0; i < o.discLabels().length; i++) {
      int mask = o.inputMask()[i];
      int label = o.discLabels()[i];
      int prediction = o.discPreds()[i];
      boolean correct = prediction == label;
      discAuc.add(label * mask != 0, o.discProbs()[i] * mask);
      discAccuracy.add(correct, mask);
      discPrecision.add(correct, prediction * mask);
      discRecall.add(correct, label * mask);
    }
  }

  /**
   * The values so far under the original's names; those of a discriminator only if there is one.
   */
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("masked_lm_accuracy", maskedLmAccuracy.value());
    values.put("masked_lm_loss", maskedLmLoss.value());
    if (hasDiscriminator) {
      values.put("sampled_masked_lm_accuracy", sampledMaskedLmAccuracy.value());
      values.put("disc_loss", discLoss.value());
      values.put("disc_auc", discAuc.value());
      values.put("disc_accuracy", discAccuracy.value());
      values.put("disc_precision", discPrecision.value());
      values.put("disc_recall", discRecall.value());
    }
    return values;
  }
}
