package org.electra4j.pretraining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.Vocabulary;

/** The tiny models of the reference data: their configuration, weights and batches. */
final class TinyModels {
  private TinyModels() {}

  static Vocabulary vocabulary() {
    return Vocabulary.read(Reference.tinyVocabulary());
  }

  /** The configuration of a trajectory of {@code optimizer}; a step has the given batch size. */
  static PretrainingConfig ofTrajectory(JsonNode meta) {
    ObjectNode hparams = (ObjectNode) meta.get("variant_overrides").deepCopy();
    for (String name :
        List.of(
            "learning_rate",
            "num_train_steps",
            "num_warmup_steps",
            "lr_decay_power",
            "weight_decay_rate",
            "mask_prob",
            "embedding_size")) {
      hparams.set(name, meta.get(name));
    }
    hparams.set("model_hparam_overrides", meta.get("bert_config"));
    hparams.set("vocab_size", meta.get("bert_config").get("vocab_size"));
    hparams.put("max_seq_length", 32);
    hparams.put("train_batch_size", 4);
    return PretrainingConfig.of("tiny", Path.of("."), hparams);
  }
}
