package org.electra4j.conversion;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The Hugging Face model classes whose tensors have a meaning here. */
enum Architecture {
  PRE_TRAINING("ElectraForPreTraining", "electra.", "electra"),
  MASKED_LM("ElectraForMaskedLM", "electra.", "generator"),
  SEQUENCE_CLASSIFICATION("ElectraForSequenceClassification", "electra.", "electra"),
  /** An encoder without a head that was saved as part of a model with one. */
  ENCODER("ElectraModel", "electra.", "electra"),
  MODEL("ElectraModel", "", "electra"),
  /** A BERT model, of which only the encoder is taken. */
  BERT("BertModel", "bert.", "electra"),
  BERT_MODEL("BertModel", "", "electra"),
  /** Of the reproduction study, with names of its own. */
  STUDY("DocumentElectra", "", "electra");

  private static final String EMBEDDINGS = "embeddings.word_embeddings.weight";

  private final String className;
  private final String prefix;
  private final String scope;

  Architecture(String className, String prefix, String scope) {
    this.className = className;
    this.prefix = prefix;
    this.scope = scope;
  }

  /** The architecture of a model with tensors of these names, if it is one of those. */
  static Optional<Architecture> of(Collection<String> names) {
    if (names.contains("electra." + EMBEDDINGS)) {
      if (hasAny(names, "discriminator_predictions.")) {
        return Optional.of(PRE_TRAINING);
      } else if (hasAny(names, "generator_predictions.")) {
        return Optional.of(MASKED_LM);
      }
      return Optional.of(hasAny(names, "classifier.") ? SEQUENCE_CLASSIFICATION : ENCODER);
    } else if (StudyNames.areThese(names)) {
      return Optional.of(STUDY);
    } else if (names.contains("bert." + EMBEDDINGS)) {
      return Optional.of(BERT);
    } else if (names.contains(EMBEDDINGS)) {
      return Optional.of(hasAny(names, "pooler.") ? BERT_MODEL : MODEL);
    }
    return Optional.empty();
  }

  /** The name of the Python class, as in {@code config.json}. */
  String className() {
    return className;
  }

  /** What stands before the encoder's tensors. */
  String prefix() {
    return prefix;
  }

  /** The original's scope of the encoder. */
  String scope() {
    return scope;
  }

  /** Whether this is a BERT model. */
  boolean isBert() {
    return this == BERT || this == BERT_MODEL;
  }

  /** The meaning of a tensor of such a model. */
  Optional<Meaning> meaning(String name) {
    return this == STUDY ? StudyNames.meaning(name) : HuggingFaceNames.meaning(name, this);
  }

  /** Whether a tensor carries nothing that the rest of the model does not, or that is left out. */
  boolean isDropped(String name) {
    return name.endsWith("position_ids")
        || name.endsWith("generator_lm_head.weight")
        || (isBert()
            && List.of("pooler.", "bert.pooler.", "cls.").stream().anyMatch(name::startsWith));
  }

  private static boolean hasAny(Collection<String> names, String prefix) {
    return names.stream().anyMatch(name -> name.startsWith(prefix));
  }
}
