package org.electra4j.data;

import java.util.function.LongFunction;

/**
 * The masked batch of each step: records in the order of {@link BatchOrder}, masks drawn for the
 * step. A pure function of (seed, step), so that a resumed run goes on exactly. Thread-safe.
 */
public final class PretrainingBatches implements LongFunction<MaskedInputs> {
  private static final long STREAM = 2;

  private final PretrainingRecords records;
  private final BatchOrder order;
  private final Masking masking;
  private final long seed;

  /** Batches of {@code batchSize} rows from {@code records}, which stay the caller's to close. */
  public PretrainingBatches(PretrainingRecords records, int batchSize, Masking masking, long seed) {
    this.records = records;
    this.order = new BatchOrder(records.size(), batchSize, seed);
    this.masking = masking;
    this.seed = seed;
  }

  /** The batch of a step, the first being step 0. */
  @Override
  public MaskedInputs apply(long step) {
    Inputs inputs = records.batch(order.indices(step));
    return masking.mask(inputs, SplitMix64.of(seed, STREAM, step));
  }
}
