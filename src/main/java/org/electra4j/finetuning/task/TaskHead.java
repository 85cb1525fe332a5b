package org.electra4j.finetuning.task;

import java.util.List;

/**
 * A task's part of the graph, on top of the encoder that all tasks of a run share (original: {@code
 * Task.get_prediction_module}).
 */
public interface TaskHead {
  /** Of the task; the head's variables stand in {@code task_specific/<name>}. */
  String name();

  /** What {@link HeadInputs#features} holds. */
  List<FeatureSpec> features();

  /** Adds the head to the graph; rows of other tasks go through it, too, and count for nothing. */
  HeadOutput build(HeadInputs inputs);
}
