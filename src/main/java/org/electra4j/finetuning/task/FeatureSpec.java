package org.electra4j.finetuning.task;

import java.util.List;

/**
 * What an example of a task holds beside its tokens (original: {@code feature_spec.FeatureSpec}).
 * An example that lacks the feature, and every example of another task, has 0 throughout.
 *
 * @param name such as {@code label_ids}; its key in a record is {@link #key}
 * @param isInt whether it is an int64 in records and an int32 in graphs, else a float
 * @param isPerToken whether its shape is {@code [max_seq_length]}, padded together with the tokens;
 *     else it is one number
 */
public record FeatureSpec(String name, boolean isInt, boolean isPerToken) {
  /** One integer an example. */
  public static FeatureSpec anInt(String name) {
    return new FeatureSpec(name, true, false);
  }

  /** One number an example. */
  public static FeatureSpec aFloat(String name) {
    return new FeatureSpec(name, false, false);
  }

  /** An integer a token. */
  public static FeatureSpec ints(String name) {
    return new FeatureSpec(name, true, true);
  }

  /** A number a token. */
  public static FeatureSpec floats(String name) {
    return new FeatureSpec(name, false, true);
  }

  /** The feature's name in records and in the graph, such as {@code cola_label_ids}. */
  public String key(String task) {
    return task + "_" + name;
  }

  /** The original's shape: {@code []} or {@code [max_seq_length]}. */
  public List<Integer> shape(int maxSeqLength) {
    return isPerToken ? List.of(maxSeqLength) : List.of();
  }
}
