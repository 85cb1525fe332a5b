package org.electra4j.finetuning;

import java.util.Arrays;
import java.util.List;
import org.electra4j.finetuning.task.FeaturizedExample;

/**
 * Rows of one length for a step.
 *
 * @param rows number of rows
 * @param length tokens a row
 * @param inputIds [rows, length]; likewise the next two
 * @param taskIds [rows], the number of tasks for padding rows
 * @param labelIds [rows], 0 in rows of regressions
 * @param targets [rows], 0 in rows of classifications
 */
public record FinetuningBatch(
    int rows,
    int length,
    int[] inputIds,
    int[] inputMask,
    int[] segmentIds,
    int[] taskIds,
    int[] labelIds,
    float[] targets) {

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
            new int[rows],
            new float[rows]);
    Arrays.fill(batch.taskIds, tasks);
    for (int row = 0; row < examples.size(); row++) {
      batch.put(row, examples.get(row));
    }
    return batch;
  }

  private void put(int row, FeaturizedExample example) {
    int tokens = example.length();
    System.arraycopy(example.inputIds(), 0, inputIds, row * length, tokens);
    Arrays.fill(inputMask, row * length, row * length + tokens, 1);
    System.arraycopy(example.segmentIds(), 0, segmentIds, row * length, tokens);
    taskIds[row] = example.taskId();
    labelIds[row] = example.labelId();
    targets[row] = example.target();
  }

  /** The label ids of the rows of a task, 0 elsewhere, so that they are labels of it. */
  int[] labelIdsOf(int task) {
    int[] own = labelIds.clone();
    for (int row = 0; row < rows; row++) {
      own[row] = taskIds[row] == task ? own[row] : 0;
    }
    return own;
  }
}
