package org.electra4j.data;

import java.util.function.LongFunction;

/**
 * The masked batch of each step: examples in the order of {@link BatchOrder}, what is random in
 * them and the masks drawn for the step. A pure function of (seed, step), so that a resumed run
 * goes on exactly. Thread-safe.
 */
public final class PretrainingBatches implements LongFunction<MaskedInputs> {
  private static final long MASKS = 2;
  private static final long EXAMPLES = 3;

  private final ExampleSource examples;
  private final BatchOrder order;
  private final Masking masking;
  private final long seed;

  /** Batches of {@code batchSize} rows from {@code examples}, which stay the caller's to close. */
  public PretrainingBatches(ExampleSource examples, int batchSize, Masking masking, long seed) {
    this.examples = examples;
    this.order = new BatchOrder(examples.size(), batchSize, seed);
    this.masking = masking;
    this.seed = seed;
  }

  /** The batch of a step, the first being step 0. */
  @Override
  public MaskedInputs apply(long step) {
    Inputs inputs = examples.batch(order.indices(step), SplitMix64.of(seed, EXAMPLES, step));
    return masking.mask(inputs, SplitMix64.of(seed, MASKS, step));
  }
}
