package org.electra4j.data;

/**
 * The order in which training takes records: a stateless function of (seed, step). Each epoch is a
 * fresh permutation of all records; a batch at the end of an epoch is filled up from the next one.
 *
 * <p>The permutation is the swap-or-not shuffle (Hoang, Morris and Rogaway 2012): it maps one index
 * at a time, on any number of records, and keeps nothing in memory.
 */
public final class BatchOrder {
  private static final long STREAM = 1;
  private static final int ROUNDS_PER_BIT = 6;

  private final long records;
  private final int batchSize;
  private final long seed;
  private final int rounds;

  /**
   * The order of a run.
   *
   * @param records the number of records, at least 1
   */
  public BatchOrder(long records, int batchSize, long seed) {
    if (records < 1 || batchSize < 1) {
      throw new IllegalArgumentException(records + " records in batches of " + batchSize);
    }
    this.records = records;
    this.batchSize = batchSize;
    this.seed = seed;
    // The paper's 6 log2(n) rounds, and never fewer than for 16 records.
    this.rounds = ROUNDS_PER_BIT * Math.max(4, Long.SIZE - Long.numberOfLeadingZeros(records - 1));
  }

  /** The records of a step (the first is step 0), {@code [batch]} numbers in [0, records). */
  public long[] indices(long step) {
    long[] indices = new long[batchSize];
    long place = Math.multiplyExact(step, batchSize);
    long[] keys = null;
    for (int i = 0; i < batchSize; i++, place++) {
      if (keys == null || place % records == 0) {
        keys = keys(place / records);
      }
      indices[i] = permute(place % records, keys);
    }
    return indices;
  }

  private long[] keys(long epoch) {
    SplitMix64 random = SplitMix64.of(seed, STREAM, epoch);
    long[] keys = new long[rounds + 1];
    for (int round = 0; round < rounds; round++) {
      keys[round] = Long.remainderUnsigned(random.nextLong(), records);
    }
    keys[rounds] = random.nextLong();
    return keys;
  }

  /** In each round an index and its partner both stay or change places, by one random bit. */
  private long permute(long index, long[] keys) {
    long x = index;
    for (int round = 0; round < rounds; round++) {
      long partner = keys[round] - x;
      if (partner < 0) {
        partner += records;
      }
      long pair = Math.max(x, partner);
      if ((SplitMix64.mix(SplitMix64.mix(keys[rounds] + round) + pair) & 1) == 1) {
        x = partner;
      }
    }
    return x;
  }
}
