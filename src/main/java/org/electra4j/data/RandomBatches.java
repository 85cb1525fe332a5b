package org.electra4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Batches of random tokens, to measure speed with. */
public final class RandomBatches {
  private RandomBatches() {}

  /**
   * Full rows of random tokens, masked.
   *
   * @param count number of batches
   * @param rows of a batch
   * @param length tokens of a row
   * @param vocabSize bound of the tokens
   */
  public static List<MaskedInputs> masked(
      int count, int rows, int length, int vocabSize, Masking masking) {
    SplittableRandom random = new SplittableRandom(0);
    List<MaskedInputs> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = random.ints((long) rows * length, 0, vocabSize).toArray();
      int[] mask = new int[ids.length];
      Arrays.fill(mask, 1);
      batches.add(masking.mask(new Inputs(rows, length, ids, mask, new int[ids.length]), random));
    }
    return batches;
  }
}
