package org.electra4j.parity.replay;

import org.electra4j.graph.Sessions.Precision;
import org.electra4j.parity.Tolerance;

/**
 * What is allowed for tensors and training. In float32 these are the tolerances of the README of
 * the reference data, about ten times what another order of sums changes. With matrix products in
 * bfloat16, which has 8 bits of significand, they are shares of the largest magnitude.
 */
final class Tolerances {
  private final Precision precision;

  Tolerances(Precision precision) {
    this.precision = precision;
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

  /** Of a loss or a metric. */
  Tolerance loss() {
    return of(Tolerance.relative(1e-5), 2e-2);
  }

  /** Of a loss or an output in fine-tuning. */
  Tolerance finetuning() {
    return of(Tolerance.relative(1e-4), 5e-2);
  }

  Tolerance globalNorm() {
    return of(Tolerance.relative(1e-5), 0.1);
  }

  /**
   * Of the gradient of a variable.
   *
   * @param norm the global norm
   */
  Tolerance gradient(String variable, double norm) {
    // The gradient of a key's bias is zero but for rounding: its size has no meaning.
    return variable.endsWith("key/bias")
        ? Tolerance.absolute((precision == Precision.FP32 ? 1e-6 : 1e-2) * norm)
        : of(Tolerance.relative(2e-5), 0.5);
  }

  /**
   * Of a variable after updates.
   *
   * @param updates how many
   */
  Tolerance variable(String name, int updates) {
    if (name.endsWith("adam_m")) {
      return of(Tolerance.absolute(1e-6), 0.5);
    }
    if (name.endsWith("adam_v")) {
      return of(Tolerance.absolute(1e-8), 0.5);
    }
    return of(Tolerance.absolute(updates > 3 ? 5e-5 : 1e-5), 0.1);
  }
}
