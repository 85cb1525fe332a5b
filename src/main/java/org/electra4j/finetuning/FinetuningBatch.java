package org.electra4j.finetuning;

import java.util.Arrays;
import java.util.List;
import org.electra4j.finetuning.task.FeatureSpec;
import org.electra4j.finetuning.task.FeaturizedExample;

/**
 * Rows of one length for a step.
 *
 * @param rows number of rows
 * @param length tokens a row
 * @param inputIds [rows, length]; likewise the next two
 * @param taskIds [rows], the number of tasks for padding rows
 * @param examples of the first rows; the others are padding
 */
public record FinetuningBatch(
    int rows,
    int length,
    int[] inputIds,
    int[] inputMask,
    int[] segmentIds,
    int[] taskIds,
    List<FeaturizedExample> examples) {

  /** Row lengths are multiples of this, so that few shapes occur. */
  private static final int LENGTH_STEP = 8;

  /**
   * Puts examples together, and padding rows where there are too few (quirk 6).
   *
   * @param rows number of rows, at least that of the examples
   * @param fixedLength tokens a row, or 0 for those of the longest example
   * @param tasks number of tasks
   */
  public static FinetuningBatch of(
      List<FeaturizedExample> examples, int rows, int fixedLength, int tasks) {
    int longest =
        Math.max(1, examples.stream().mapToInt(FeaturizedExample::length).max().orElse(1));
    int length =
        fixedLength > 0 ? fixedLength : (longest + LENGTH_STEP - 1) / LENGTH_STEP * LENGTH_STEP;
    FinetuningBatch batch =
        new FinetuningBatch(
            rows,
            length,
            new int[rows * length],
            new int[rows * length],
            new int[rows * length],
            new int[rows],
            List.copyOf(examples));
    Arrays.fill(batch.taskIds, tasks);
    for (int row = 0; row < examples.size(); row++) {
      batch.put(row, examples.get(row));
    }
    return batch;
  }

  /** The rows from {@code first} on, {@code count} of them, as long as they were. */
  FinetuningBatch rows(int first, int count) {
    int from = first * length;
    int to = from + count * length;
    return new FinetuningBatch(
        count,
        length,
        Arrays.copyOfRange(inputIds, from, to),
        Arrays.copyOfRange(inputMask, from, to),
        Arrays.copyOfRange(segmentIds, from, to),
        Arrays.copyOfRange(taskIds, first, first + count),
        examples.subList(
            Math.min(first, examples.size()), Math.min(first + count, examples.size())));
  }

  private void put(int row, FeaturizedExample example) {
    int tokens = example.length();
    System.arraycopy(example.inputIds(), 0, inputIds, row * length, tokens);
    Arrays.fill(inputMask, row * length, row * length + tokens, 1);
    System.arraycopy(example.segmentIds(), 0, segmentIds, row * length, tokens);
    taskIds[row] = example.taskId();
  }

  /**
   * A task's integer feature, [rows] or [rows, length]; 0 in rows of other tasks. Of a feature per
   * token what lies beyond the rows is left out.
   */
  int[] ints(int task, FeatureSpec spec) {
    int width = spec.isPerToken() ? length : 1;
    int[] values = new int[rows * width];
    for (int row = 0; row < examples.size(); row++) {
      if (taskIds[row] == task) {
        System.arraycopy(examples.get(row).ints(spec.name(), width), 0, values, row * width, width);
      }
    }
    return values;
  }

  /** A task's float feature; see {@link #ints}. */
  float[] floats(int task, FeatureSpec spec) {
    int width = spec.isPerToken() ? length : 1;
    float[] values = new float[rows * width];
    for (int row = 0; row < examples.size(); row++) {
      if (taskIds[row] == task) {
        System.arraycopy(
            examples.get(row).floats(spec.name(), width), 0, values, row * width, width);
      }
    }
    return values;
  }
}
