package org.electra4j.finetuning.task;

import java.util.Arrays;
import java.util.Map;

/**
 * An example as a model takes it, not yet padded. The original's {@code input_mask} is 1 for the
 * first {@link #length} positions.
 *
 * @param taskId place of its task among {@code task_names}, or their number in a row that only
 *     fills a batch
 * @param eid see {@link Example#eid}; of a window over an example a number of its own
 * @param inputIds token ids with {@code [CLS]} and {@code [SEP]}, {@code [length]}
 * @param segmentIds 0 for the first text and 1 for the second, {@code [length]}
 * @param ints the task's integer features by {@link FeatureSpec#name}, {@code [1]} or up to {@code
 *     [max_seq_length]}, what is missing being 0
 * @param floats the task's other features, likewise
 */
public record FeaturizedExample(
    int taskId,
    int eid,
    int[] inputIds,
    int[] segmentIds,
    Map<String, int[]> ints,
    Map<String, float[]> floats) {

  private static final int[] NO_INTS = {};
  private static final float[] NO_FLOATS = {};

  /** The empty row that fills the last batch of so many tasks; it adds nothing to any loss. */
  public static FeaturizedExample padding(int tasks) {
    return new FeaturizedExample(tasks, 0, NO_INTS, NO_INTS, Map.of(), Map.of());
  }

  /** The number of tokens. */
  public int length() {
    return inputIds.length;
  }

  /** An integer feature's first {@code count} values, 0 where it has none. */
  public int[] ints(String name, int count) {
    return Arrays.copyOf(ints.getOrDefault(name, NO_INTS), count);
  }

  /** A float feature's first {@code count} values, 0 where it has none. */
  public float[] floats(String name, int count) {
    return Arrays.copyOf(floats.getOrDefault(name, NO_FLOATS), count);
  }
}
