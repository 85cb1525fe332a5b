package org.electra4j.model;

import org.electra4j.config.FinetuningConfig;

/** The compute of fine-tuning, in floating point operations, counted as that of pretraining. */
public final class FinetuningFlops {
  private FinetuningFlops() {}

  /**
   * A training, its head left out.
   *
   * @param length tokens of a sequence
   * @param sequences that are trained on, those of all epochs
   */
  public static double of(FinetuningConfig config, double length, double sequences) {
    TransformerFlops encoder =
        PretrainingFlops.transformer(
            config.transformerConfig(), config.embeddingWidth(), length, 0);
    return 2 * sequences * encoder.encoder();
  }
}
