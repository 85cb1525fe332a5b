package org.electra4j.finetuning.task;

/**
 * An example as a model takes it, not yet padded. The original's {@code input_mask} is 1 for the
 * first {@link #length} positions.
 *
 * @param taskId place of its task among {@code task_names}, or their number in a row that only
 *     fills a batch
 * @param eid see {@link Example#eid}
 * @param inputIds token ids with {@code [CLS]} and {@code [SEP]}, {@code [length]}
 * @param segmentIds 0 for the first text and 1 for the second, {@code [length]}
 * @param labelId place of its label in {@link Task#labels}; 0 in a regression
 * @param target the normalized label of a regression, else 0
 */
public record FeaturizedExample(
    int taskId, int eid, int[] inputIds, int[] segmentIds, int labelId, float target) {

  /** The empty row that fills the last batch of so many tasks; it adds nothing to any loss. */
  public static FeaturizedExample padding(int tasks) {
    return new FeaturizedExample(tasks, 0, new int[0], new int[0], 0, 0);
  }

  /** The number of tokens. */
  public int length() {
    return inputIds.length;
  }
}
