package org.electra4j.finetuning.task;

import java.util.List;
import java.util.function.Function;

/**
 * A task's part of the graph, on top of the encoder that all tasks of a run share (original: {@code
 * Task.get_prediction_module}).
 */
public interface TaskHead {
  /** Of the task; the head's variables stand in {@code task_specific/<name>}. */
  String name();

  /** What {@link HeadInputs#features} holds. */
  List<FeatureSpec> features();

  /**
   * Whether the head reads {@link HeadInputs#sequenceOutput}. Where no head of a model does, the
   * encoder computes no more of its last layer than the pooled vectors need.
   */
  boolean readsTokens();

  /** Adds the head to the graph; rows of other tasks go through it, too, and count for nothing. */
  HeadOutput build(HeadInputs inputs);

  /** The same head with another part of the graph, for what looks into it; it may read tokens. */
  default TaskHead builtBy(Function<HeadInputs, HeadOutput> building) {
    TaskHead head = this;
    return new TaskHead() {
      @Override
      public String name() {
        return head.name();
      }

      @Override
      public List<FeatureSpec> features() {
        return head.features();
      }

      @Override
      public boolean readsTokens() {
        return true;
      }

      @Override
      public HeadOutput build(HeadInputs inputs) {
        return building.apply(inputs);
      }
    };
  }
}
