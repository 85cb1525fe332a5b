package org.electra4j.data;

import java.util.random.RandomGenerator;
import org.electra4j.tokenization.Vocabulary;

/**
 * Dynamic masking with the distribution of the original's {@code mask} (pretrain_helpers.py; quirks
 * 7, 8, 9).
 *
 * <p>A row of n tokens uses {@code max(1, min(N, round(n * mask_prob)))} of its N slots, halves
 * rounded to even. A slot's position is drawn with replacement, so positions repeat, among the
 * tokens that are not {@code [CLS]}, {@code [SEP]}, {@code [MASK]} or padding. Each slot puts
 * {@code [MASK]} at its position with probability 0.85; position 0 never changes.
 *
 * <p>A row without any candidate has no position to draw: the original divides 0 by 0 there and
 * reads a token of the next row. Here all its slots are unused.
 *
 * <p>Immutable.
 */
public final class Masking {
  private static final float REPLACE_PROBABILITY = 0.85f;

  private final int clsId;
  private final int sepId;
  private final int maskId;
  private final float maskProb;
  private final int maxPredictionsPerSeq;

  /**
   * Masking of {@code maskProb} of the tokens, in at most {@code maxPredictionsPerSeq} (N) slots a
   * row.
   */
  public Masking(Vocabulary vocabulary, double maskProb, int maxPredictionsPerSeq) {
    this.clsId = vocabulary.clsId();
    this.sepId = vocabulary.sepId();
    this.maskId = vocabulary.maskId();
    // TensorFlow multiplies the number of tokens by the probability in float32.
    this.maskProb = (float) maskProb;
    this.maxPredictionsPerSeq = maxPredictionsPerSeq;
  }

  /** Draws masks for a batch, which is left as it is. */
  public MaskedInputs mask(Inputs in, RandomGenerator random) {
    int slots = in.batchSize() * maxPredictionsPerSeq;
    int[] inputIds = in.inputIds().clone();
    int[] positions = new int[slots];
    int[] ids = new int[slots];
    float[] weights = new float[slots];
    int[] candidates = new int[in.length()];
    for (int row = 0; row < in.batchSize(); row++) {
      int start = row * in.length();
      int count = findCandidates(in, start, candidates);
      int used = count == 0 ? 0 : slotsToUse(in, start);
      for (int slot = row * maxPredictionsPerSeq, n = 0; n < used; n++, slot++) {
        int position = candidates[SplitMix64.below(count, random)];
        positions[slot] = position;
        ids[slot] = in.inputIds()[start + position];
        weights[slot] = 1;
        if (uniform(random) < REPLACE_PROBABILITY && position > 0) {
          inputIds[start + position] = maskId;
        }
      }
    }
    Inputs masked =
        new Inputs(in.batchSize(), in.length(), inputIds, in.inputMask(), in.segmentIds());
    return new MaskedInputs(masked, maxPredictionsPerSeq, positions, ids, weights);
  }

  private int findCandidates(Inputs in, int start, int[] candidates) {
    int count = 0;
    for (int i = 0; i < in.length(); i++) {
      int id = in.inputIds()[start + i];
      if (in.inputMask()[start + i] != 0 && id != clsId && id != sepId && id != maskId) {
        candidates[count++] = i;
      }
    }
    return count;
  }

  private int slotsToUse(Inputs in, int start) {
    int tokens = 0;
    for (int i = 0; i < in.length(); i++) {
      tokens += in.inputMask()[start + i];
    }
    int wanted = (int) Math.rint(tokens * maskProb);
    return Math.min(maxPredictionsPerSeq, Math.max(1, wanted));
  }

  /** A float32 in [0, 1) of 24 random bits. */
  private static float uniform(RandomGenerator random) {
    return (random.nextLong() >>> 40) * 0x1p-24f;
  }
}
