package org.electra4j.config;

import org.electra4j.io.BadInputException;

/** What the values of a {@link PretrainingConfig} must satisfy beyond their types. */
final class PretrainingChecks {
  private PretrainingChecks() {}

  /**
   * @throws BadInputException naming hparam, value and what was expected
   */
  static void check(PretrainingConfig config) {
    HparamCheck check = new HparamCheck(config.toJson(), "");
    ranges(check);
    check.that(
        "use_tpu", v -> !v.asBoolean(), "false: this program runs on CPUs and GPUs, not on TPUs");
    check.parts(config.trainBatchSize());
    transformers(check, config);
    if (config.segments().equals("dynamic")) {
      check.that(
          "max_seq_length", v -> v.intValue() >= 3, "at least 3: [CLS], one token and [SEP]");
    }
    if (config.numWarmupSteps() == 0 && config.learningRateStepOffset() == 0) {
      throw new BadInputException(
          "hparam num_warmup_steps is 0 and learning_rate_step_offset is 0: the first learning rate"
              + " would be 0/0, expected at least one warm-up step or the offset 1");
    }
  }

  private static void ranges(HparamCheck check) {
    check.that("mask_prob", v -> v.doubleValue() > 0 && v.doubleValue() < 1, "between 0 and 1");
    check.positive(
        "lr_decay_power",
        "iterations_per_loop",
        "save_checkpoints_steps",
        "num_train_steps",
        "num_eval_steps",
        "embedding_size",
        "vocab_size",
        "generator_layers",
        "generator_hidden_size",
        "temperature",
        "max_seq_length",
        "train_batch_size",
        "eval_batch_size",
        "log_steps",
        "gradient_accumulation_steps",
        "num_devices");
    check.notNegative(
        "gen_weight",
        "disc_weight",
        "learning_rate",
        "weight_decay_rate",
        "num_warmup_steps",
        "keep_checkpoint_max");
    check.that("learning_rate_step_offset", v -> v.intValue() == 0 || v.intValue() == 1, "0 or 1");
    check.oneOf("global_norm", "original", "dense");
    check.oneOf("precision", "fp32", "bf16", "fp16");
    check.oneOf("segments", "static", "dynamic");
    check.oneOf("optimizer", "original", "adamw");
  }

  /** Makes the Transformers once, so that wrong sizes are found before any work. */
  private static void transformers(HparamCheck check, PretrainingConfig config) {
    TransformerConfig sizes = config.transformerConfig();
    check.that(
        "max_seq_length",
        v -> v.intValue() <= sizes.maxPositionEmbeddings(),
        "at most max_position_embeddings " + sizes.maxPositionEmbeddings());
    boolean hasOwnGenerator =
        (config.electraObjective() || config.electricObjective())
            && config.untiedGenerator()
            && !config.uniformGenerator();
    if (hasOwnGenerator) {
      sizes.generator(config.generatorHiddenSize(), config.generatorLayers());
    }
  }
}
