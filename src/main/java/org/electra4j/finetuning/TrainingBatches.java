package org.electra4j.finetuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.random.MersenneTwister;
import org.apache.commons.math3.random.RandomGenerator;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.training.StepSeed;

/**
 * The batch of each training step, a function of (seed, step). An epoch is a permutation of all
 * examples, filled up with padding rows to whole batches as the original does. Where batches are
 * padded to their longest row, examples of like length are put together within windows of the
 * permutation, and the batches of a window are shuffled again.
 */
public final class TrainingBatches {
  /** Large enough for batches of nearly one length, small enough to mix the data. */
  private static final int BATCHES_IN_A_WINDOW = 50;

  private static final int PADDING = -1;

  private final List<FeaturizedExample> examples;
  private final int batchSize;
  private final int fixedLength;
  private final int tasks;
  private final long seed;
  private long epochOfOrder = -1;
  private int[] order;

  /**
   * @param fixedLength tokens a row, or 0 for batches padded to their longest row
   * @param tasks number of tasks
   */
  public TrainingBatches(
      List<FeaturizedExample> examples, int batchSize, int fixedLength, int tasks, long seed) {
    this.examples = examples;
    this.batchSize = batchSize;
    this.fixedLength = fixedLength;
    this.tasks = tasks;
    this.seed = seed;
  }

  /** Batches in one pass over the examples. */
  public int stepsPerEpoch() {
    return (examples.size() + batchSize - 1) / batchSize;
  }

  /** The steps of so many epochs, rounded down (quirk 26). */
  public long steps(double epochs) {
    return (long) (stepsPerEpoch() * epochs);
  }

  /** The batch of a step, the first being step 0. */
  public FinetuningBatch batch(long step) {
    long epoch = step / stepsPerEpoch();
    if (epoch != epochOfOrder) {
      order = order(epoch);
      epochOfOrder = epoch;
    }
    int first = Math.toIntExact(step % stepsPerEpoch()) * batchSize;
    List<FeaturizedExample> rows = new ArrayList<>();
    for (int i = first; i < first + batchSize; i++) {
      if (order[i] != PADDING) {
        rows.add(examples.get(order[i]));
      }
    }
    return FinetuningBatch.of(rows, batchSize, fixedLength, tasks);
  }

  private int[] order(long epoch) {
    RandomGenerator random = new MersenneTwister(StepSeed.of(seed, epoch));
    int[] all = new int[stepsPerEpoch() * batchSize];
    for (int i = 0; i < all.length; i++) {
      all[i] = i < examples.size() ? i : PADDING;
    }
    for (int i = all.length - 1; i > 0; i--) {
      swap(all, i, random.nextInt(i + 1), 1);
    }
    if (fixedLength > 0) {
      return all;
    }
    int window = BATCHES_IN_A_WINDOW * batchSize;
    for (int start = 0; start < all.length; start += window) {
      int end = Math.min(all.length, start + window);
      int[] sorted =
          Arrays.stream(all, start, end)
              .boxed()
              .sorted(Comparator.comparingInt(this::length))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int batch = sorted.length / batchSize - 1; batch > 0; batch--) {
        swap(sorted, batch, random.nextInt(batch + 1), batchSize);
      }
      System.arraycopy(sorted, 0, all, start, sorted.length);
    }
    return all;
  }

  private int length(int example) {
    return example == PADDING ? 0 : examples.get(example).length();
  }

  private static void swap(int[] values, int a, int b, int size) {
    for (int i = 0; i < size; i++) {
      int kept = values[a * size + i];
      values[a * size + i] = values[b * size + i];
      values[b * size + i] = kept;
    }
  }
}
