package org.electra4j.finetuning;

/**
 * What a task needs on top of the encoder.
 *
 * @param name of the task; its variables stand in {@code task_specific/<name>}
 * @param classes number of labels, 0 for a regression
 */
public record TaskHead(String name, int classes) {
  /** Whether a number is predicted instead of a label. */
  public boolean isRegression() {
    return classes == 0;
  }
}
