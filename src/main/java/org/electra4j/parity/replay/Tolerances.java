package org.electra4j.parity.replay;

import org.electra4j.graph.Sessions.Precision;
import org.electra4j.parity.Tolerance;

/**
 * What is allowed for tensors and training. In float32 these are the tolerances of the README of
 * the reference data, about ten times what another order of sums changes. With matrix products in
 * bfloat16, which has 8 bits of significand, they are shares of the largest magnitude.
 *
 * <p>In a model of real size sums are longer, so gradients are allowed more, and those that are
 * nearly zero, as of a query that does not attend to anything yet, are held against the global
 * norm. After more than ten updates the roundings of all steps have added up in slots and norms.
 */
final class Tolerances {
  private static final int LARGEST_TINY = 64;
  private static final int SHORT_TRAJECTORY = 10;

  private final Precision precision;
  private final boolean realSize;

  /**
   * @param hiddenSize of the model
   */
  Tolerances(Precision precision, int hiddenSize) {
    this.precision = precision;
    this.realSize = hiddenSize > LARGEST_TINY;
  }

  private Tolerance of(Tolerance fp32, double bf16) {
    return precision == Precision.FP32 ? fp32 : Tolerance.relative(bf16);
  }

  /** Of a tensor of a forward pass, by its name in the reference data. */
  Tolerance tensor(String name) {
    return switch (name) {
      case "disc/logits" -> of(Tolerance.absolute(5e-5), 0.1);
      case "disc/probs", "mlm/probs" -> of(Tolerance.absolute(1e-5), 0.1);
      default -> {
        boolean overVocabulary =
            name.endsWith("logits")
                || name.endsWith("log_probs")
                || name.startsWith("sample/")
                || name.endsWith("per_example_loss");
        yield of(Tolerance.absolute(overVocabulary ? 1e-4 : 2e-5), 0.1);
      }
    };
  }

  /**
   * Whether integers that are made of logits are compared: in bfloat16 a tie falls either way.
   *
   * @param name of the tensor
   */
  boolean compares(String name) {
    return precision == Precision.FP32 || !(name.endsWith("preds") || name.endsWith("predictions"));
  }

  /** Of a loss or a metric. */
  Tolerance loss() {
    return of(Tolerance.relative(1e-5), 2e-2);
  }

  /** Of a loss or an output of a task. */
  Tolerance finetuning() {
    return finetuning(0);
  }

  /**
   * Of a loss or an output of a task.
   *
   * @param updates that were done before
   */
  Tolerance finetuning(int updates) {
    return of(Tolerance.relative(realSize ? 1e-3 : 1e-4), updates < SHORT_TRAJECTORY ? 5e-2 : 0.25);
  }

  /**
   * Whether the global norm is compared. Once a batch is nearly learnt the norm is that of what
   * bfloat16 rounds away.
   *
   * @param step the first being 0
   */
  boolean comparesNorm(int step) {
    return precision == Precision.FP32 || step < SHORT_TRAJECTORY;
  }

  /** Of scores of answers, among which are log-probabilities of masked places. */
  Tolerance answerScores() {
    return Tolerance.absolute(precision == Precision.FP32 ? 1e-4 : 0.2);
  }

  /**
   * Of the global norm in pretraining.
   *
   * @param step the first being 0
   */
  Tolerance globalNorm(int step) {
    return of(Tolerance.relative(step < SHORT_TRAJECTORY ? 1e-5 : 1e-3), 0.2);
  }

  /** Of the global norm in fine-tuning. */
  Tolerance finetuningNorm(int step) {
    return of(Tolerance.relative(step < SHORT_TRAJECTORY ? 1e-4 : 5e-2), 0.5);
  }

  /**
   * Of the gradient of a variable.
   *
   * @param largest magnitude in the original's gradient
   * @param norm the global norm
   */
  Tolerance gradient(String variable, double largest, double norm) {
    double noise = (precision == Precision.FP32 ? 1e-6 : 5e-2) * norm;
    // The gradient of a key's bias is zero but for rounding: its size has no meaning.
    if (variable.endsWith("key/bias")) {
      return Tolerance.absolute(noise);
    }
    return realSize
        ? Tolerance.absolute(Math.max(noise, (precision == Precision.FP32 ? 1e-4 : 0.5) * largest))
        : of(Tolerance.relative(2e-5), 0.5);
  }

  /**
   * Of a variable after updates.
   *
   * @param updates how many
   */
  Tolerance variable(String name, int updates) {
    boolean longer = updates > SHORT_TRAJECTORY;
    if (precision == Precision.BF16) {
      return bf16Variable(name);
    }
    if (name.endsWith("adam_m")) {
      return Tolerance.absolute(longer ? 1e-4 : 1e-6);
    }
    if (name.endsWith("adam_v")) {
      return Tolerance.absolute(longer ? 1e-6 : 1e-8);
    }
    return Tolerance.absolute(updates > 3 ? 5e-5 : 1e-5);
  }

  /** Relative measures have no meaning for slots of gradients that are nearly zero. */
  private static Tolerance bf16Variable(String name) {
    if (name.endsWith("adam_m")) {
      return Tolerance.absolute(0.2);
    }
    return Tolerance.absolute(name.endsWith("adam_v") ? 1e-2 : 5e-2);
  }
}
