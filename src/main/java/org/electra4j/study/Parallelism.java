package org.electra4j.study;

import org.electra4j.config.FinetuningConfig;
import org.electra4j.config.TransformerConfig;
import org.electra4j.study.plan.StudyPlan;

/** How many fine-tunings run at once. */
final class Parallelism {
  private static final String AUTO = "auto";
  private static final int FLOAT = 4;

  /** Weights, gradients, two moments of Adam, and a copy while saving. */
  private static final int COPIES = 5;

  /** Tensors of the width of a layer that a step keeps of it, about. */
  private static final int TENSORS_OF_A_LAYER = 20;

  /** A graph, its session and the features. */
  private static final long FIXED_BYTES = 500_000_000;

  private static final int CORES_OF_ONE = 2;
  private static final double SHARE_OF_MEMORY = 0.6;

  private Parallelism() {}

  /**
   * What the plan says; with "auto" one for each two cores, which the two halves of a batch keep
   * busy, as far as memory allows, and one on a GPU.
   */
  static int of(StudyPlan plan, FinetuningConfig config, Machine machine) {
    if (!plan.parallel().equals(AUTO)) {
      return Integer.parseInt(plan.parallel());
    }
    if (!machine.gpus().isEmpty()) {
      return 1;
    }
    double memory = SHARE_OF_MEMORY * machine.memoryBytes() / bytes(config);
    return (int) Math.max(1, Math.min(memory, machine.cores() / CORES_OF_ONE));
  }

  /** Memory of one fine-tuning, about. */
  private static double bytes(FinetuningConfig config) {
    TransformerConfig sizes = config.transformerConfig();
    double hidden = sizes.hiddenSize();
    double weights =
        (double) config.vocabSize() * config.embeddingWidth()
            + sizes.numHiddenLayers()
                * (4 * hidden * hidden + 2 * hidden * sizes.intermediateSize());
    double tokens = (double) config.trainBatchSize() * config.maxSeqLength();
    double layer =
        TENSORS_OF_A_LAYER * hidden + 4.0 * sizes.numAttentionHeads() * config.maxSeqLength();
    return FIXED_BYTES + FLOAT * (COPIES * weights + tokens * sizes.numHiddenLayers() * layer);
  }
}
