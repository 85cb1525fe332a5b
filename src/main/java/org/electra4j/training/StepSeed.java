package org.electra4j.training;

/** Seeds of single steps, so that everything random in a step depends on (run seed, step) alone. */
public final class StepSeed {
  private StepSeed() {}

  /** A 64-bit seed; distinct steps of a run have distinct seeds. */
  public static long of(long runSeed, long step) {
    return mix(mix(runSeed) + step);
  }

  /** A bijection that spreads each bit over all others (Stafford 2011, variant 13). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
