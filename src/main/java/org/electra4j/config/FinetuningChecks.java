package org.electra4j.config;

import java.util.List;
import java.util.Set;
import org.electra4j.io.BadInputException;

/** What the values of a {@link FinetuningConfig} must satisfy beyond their types. */
final class FinetuningChecks {
  /** {@code [CLS]} and two {@code [SEP]}. */
  private static final int SHORTEST_SEQUENCE = 3;

  private FinetuningChecks() {}

  /**
   * @throws BadInputException naming hparam, value and what was expected
   */
  static void check(FinetuningConfig config) {
    HparamCheck check = new HparamCheck(config.toJson(), "");
    ranges(check);
    names(check);
    tasks(config.taskNames());
    check.parts(config.trainBatchSize());
    check.that(
        "use_tpu", v -> !v.asBoolean(), "false: this program runs on CPUs and GPUs, not on TPUs");
    TransformerConfig sizes = config.transformerConfig();
    check.that(
        "max_seq_length",
        v -> v.intValue() >= SHORTEST_SEQUENCE && v.intValue() <= sizes.maxPositionEmbeddings(),
        "%d to max_position_embeddings %d"
            .formatted(SHORTEST_SEQUENCE, sizes.maxPositionEmbeddings()));
    if (config.warmupProportion() == 0 && config.learningRateStepOffset() == 0) {
      throw new BadInputException(
          "hparam warmup_proportion is 0 and learning_rate_step_offset is 0: the first learning"
              + " rate would be 0/0, expected a warm-up or the offset 1");
    }
  }

  private static void ranges(HparamCheck check) {
    check.that("num_trials", v -> v.intValue() != 0, "a number above 0, or below 0 for no end");
    check.that(
        "warmup_proportion", v -> v.doubleValue() >= 0 && v.doubleValue() <= 1, "from 0 to 1");
    check.that(
        "train_fraction",
        v -> v.doubleValue() > 0 && v.doubleValue() <= 1,
        "above 0 and at most 1");
    check.positive(
        "embedding_size",
        "vocab_size",
        "num_train_epochs",
        "save_checkpoints_steps",
        "iterations_per_loop",
        "train_batch_size",
        "eval_batch_size",
        "predict_batch_size",
        "max_query_length",
        "doc_stride",
        "n_best_size",
        "max_answer_length",
        "beam_size",
        "log_steps",
        "generator_layers",
        "generator_hidden_size",
        "gradient_accumulation_steps",
        "num_devices");
    check.notNegative("learning_rate", "weight_decay_rate", "n_writes_test", "answerable_weight");
    check.that("learning_rate_step_offset", v -> v.intValue() == 0 || v.intValue() == 1, "0 or 1");
  }

  private static void names(HparamCheck check) {
    check.oneOf("layerwise_lr_decay_variant", "original", "paper", "study", "none");
    check.oneOf("pooling", "first", "average");
    check.oneOf("head", "linear", "two_layer");
    check.oneOf("optimizer", "original", "adamw");
    check.oneOf("global_norm", "original", "dense");
    check.oneOf("precision", "fp32", "bf16", "fp16");
    check.oneOf("encoder", "discriminator", "generator");
  }

  /** Names are parts of file names, and a comma stands between two of them. */
  private static void tasks(List<String> names) {
    for (String name : names) {
      if (!name.matches("[\\w.-]*\\w[\\w.-]*")) {
        throw new BadInputException(
            "hparam task_names has \"%s\", expected names of letters, digits, _, . and -"
                .formatted(name));
      }
    }
    if (Set.copyOf(names).size() < names.size()) {
      throw new BadInputException("hparam task_names is " + names + ", expected each name once");
    }
  }
}
