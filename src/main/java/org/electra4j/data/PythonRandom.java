package org.electra4j.data;

import java.util.List;
import org.apache.commons.math3.random.MersenneTwister;

/**
 * The stream of Python 3's {@code random.Random(seed)}: MT19937, and on it {@code random()}, {@code
 * randint} and {@code shuffle} as CPython 3.11 draws them. Not thread-safe.
 */
public final class PythonRandom {
  private static final double TWO_TO_26 = 0x1p26;
  private static final double TWO_TO_MINUS_53 = 0x1p-53;

  private final MersenneTwister twister;

  /** The generator of a seed. As in Python a seed and its negative give the same stream. */
  public PythonRandom(long seed) {
    this.twister = new MersenneTwister(key(Math.abs(seed)));
  }

  /** A double in [0, 1) of 53 random bits. */
  public double random() {
    int high = twister.nextInt() >>> 5;
    int low = twister.nextInt() >>> 6;
    return (high * TWO_TO_26 + low) * TWO_TO_MINUS_53;
  }

  /** An integer in [low, high], both included. */
  public int randint(int low, int high) {
    return (int) (low + randBelow((long) high - low + 1));
  }

  /** Shuffles in place. */
  public <T> void shuffle(List<T> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      int j = (int) randBelow(i + 1L);
      T swapped = list.get(i);
      list.set(i, list.get(j));
      list.set(j, swapped);
    }
  }

  /** CPython's {@code _randbelow}: as many bits as {@code n} has, drawn until they are below it. */
  private long randBelow(long n) {
    if (n <= 0 || n > 1L << 31) {
      throw new IllegalArgumentException("an empty range or one too wide: " + n);
    }
    int bits = Long.SIZE - Long.numberOfLeadingZeros(n);
    long r = randomBits(bits);
    while (r >= n) {
      r = randomBits(bits);
    }
    return r;
  }

  /** CPython's {@code getrandbits} for 1 to 32 bits. */
  private long randomBits(int bits) {
    return (twister.nextInt() & 0xFFFFFFFFL) >>> (32 - bits);
  }

  /** The 32-bit digits of an unsigned seed, the lowest first; one digit for zero. */
  private static int[] key(long seed) {
    int high = (int) (seed >>> 32);
    return high == 0 ? new int[] {(int) seed} : new int[] {(int) seed, high};
  }
}
