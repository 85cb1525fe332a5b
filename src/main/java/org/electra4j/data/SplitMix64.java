package org.electra4j.data;

import java.util.random.RandomGenerator;

/**
 * The SplitMix64 generator (Steele, Lea, Flood 2014), with a fixed algorithm: a JDK may change
 * those behind its own generators, and a resumed run must draw what an unbroken one draws.
 */
final class SplitMix64 implements RandomGenerator {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix64(long seed) {
    this.state = seed;
  }

  /** The generator for one use ({@code stream}) of one step; a pure function of its arguments. */
  static SplitMix64 of(long seed, long stream, long step) {
    return new SplitMix64(mix(mix(mix(seed) + stream) + step));
  }

  @Override
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** A number in [0, bound), from the upper half of 64 random bits. */
  static int below(int bound, RandomGenerator random) {
    return (int) (((random.nextLong() >>> 32) * bound) >>> 32);
  }

  /** A bijection of 64-bit numbers that spreads every bit of {@code value} over all others. */
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
