package org.electra4j.conversion;

import java.util.Locale;

/** What a tensor belongs to. */
public enum ModelPart {
  /** Word, position and segment embeddings, which generator and discriminator share by default. */
  EMBEDDINGS,
  DISCRIMINATOR,
  DISCRIMINATOR_HEAD,
  GENERATOR,
  GENERATOR_HEAD,
  /** The heads of fine-tuning tasks. */
  TASK_HEAD,
  /** Adam's moments of a weight. */
  OPTIMIZER_SLOT,
  /** The number of updates. */
  STEP,
  OTHER;

  /** The part of a tensor by the original's name for it. */
  public static ModelPart of(String original) {
    if (OriginalNames.isSlot(original)) {
      return OPTIMIZER_SLOT;
    } else if (original.equals(OriginalNames.GLOBAL_STEP)) {
      return STEP;
    } else if (original.startsWith("electra/embeddings/")) {
      return EMBEDDINGS;
    } else if (original.startsWith("electra/")) {
      return DISCRIMINATOR;
    } else if (original.startsWith("discriminator_predictions/")) {
      return DISCRIMINATOR_HEAD;
    } else if (original.startsWith("generator/")
        || original.startsWith("generator_ltr/")
        || original.startsWith("generator_rtl/")) {
      return GENERATOR;
    } else if (original.startsWith("generator_predictions/")
        || original.startsWith("cloze_predictions/")) {
      return GENERATOR_HEAD;
    }
    return original.startsWith("task_specific/") ? TASK_HEAD : OTHER;
  }

  /** Whether tensors of this part are weights of the model. */
  public boolean isWeights() {
    return this != OPTIMIZER_SLOT && this != STEP && this != OTHER;
  }

  /** As it is printed: {@code discriminator head}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
