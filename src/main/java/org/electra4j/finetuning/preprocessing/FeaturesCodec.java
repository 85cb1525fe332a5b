package org.electra4j.finetuning.preprocessing;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.data.RecordPosition;
import org.electra4j.finetuning.task.FeatureSpec;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.BadInputException;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/**
 * A {@link FeaturizedExample} as the bytes of a {@code tf.train.Example}: {@code input_ids}, {@code
 * input_mask} and {@code segment_ids} padded to {@code max_seq_length}, {@code task_id}, and the
 * features of every task of the run, 0 for all but the example's own (original: {@code
 * Preprocessor._make_tf_example}).
 */
final class FeaturesCodec {
  private static final String INPUT_IDS = "input_ids";
  private static final String INPUT_MASK = "input_mask";
  private static final String SEGMENT_IDS = "segment_ids";
  private static final String TASK_ID = "task_id";

  /** What other tasks' features are taken from. */
  private static final FeaturizedExample NONE = FeaturizedExample.padding(0);

  private final List<Task> tasks;
  private final int maxSeqLength;

  /** A codec of the examples of these tasks, in the order of their ids. */
  FeaturesCodec(List<Task> tasks, int maxSeqLength) {
    this.tasks = List.copyOf(tasks);
    this.maxSeqLength = maxSeqLength;
  }

  /** The bytes of an example. */
  byte[] encode(FeaturizedExample example) {
    int[] mask = new int[maxSeqLength];
    Arrays.fill(mask, 0, example.length(), 1);
    Features.Builder features =
        Features.newBuilder()
            .putFeature(INPUT_IDS, ints(Arrays.copyOf(example.inputIds(), maxSeqLength)))
            .putFeature(INPUT_MASK, ints(mask))
            .putFeature(SEGMENT_IDS, ints(Arrays.copyOf(example.segmentIds(), maxSeqLength)))
            .putFeature(TASK_ID, ints(example.taskId()));
    for (int id = 0; id < tasks.size(); id++) {
      Task task = tasks.get(id);
      FeaturizedExample own = id == example.taskId() ? example : NONE;
      features.putFeature(eid(task), ints(own.eid()));
      for (FeatureSpec spec : task.featureSpecs()) {
        features.putFeature(
            spec.key(task.name()),
            spec.isInt()
                ? ints(own.ints(spec.name(), count(spec)))
                : numbers(own.floats(spec.name(), count(spec))));
      }
    }
    return Example.newBuilder().setFeatures(features).build().toByteArray();
  }

  /**
   * Reads an example.
   *
   * @throws BadInputException naming the record if it is not what {@link #encode} makes
   */
  FeaturizedExample decode(byte[] data, RecordPosition position) {
    Map<String, Feature> features;
    try {
      features = Example.parseFrom(data).getFeatures().getFeatureMap();
    } catch (InvalidProtocolBufferException e) {
      throw new BadInputException(position + ": not a tf.train.Example: " + e.getMessage(), e);
    }
    Decoder decoder = new Decoder(features, position);
    int taskId = decoder.ints(TASK_ID, 1)[0];
    if (taskId < 0 || taskId > tasks.size()) {
      throw position.error("task_id is " + taskId + ", expected 0 to " + tasks.size());
    }
    if (taskId == tasks.size()) {
      return FeaturizedExample.padding(tasks.size());
    }
    int length = Arrays.stream(decoder.ints(INPUT_MASK, maxSeqLength)).sum();
    if (length < 0 || length > maxSeqLength) {
      throw position.error("input_mask has values other than 0 and 1");
    }
    Task task = tasks.get(taskId);
    Map<String, int[]> ints = new HashMap<>();
    Map<String, float[]> floats = new HashMap<>();
    for (FeatureSpec spec : task.featureSpecs()) {
      String key = spec.key(task.name());
      if (spec.isInt()) {
        ints.put(spec.name(), decoder.ints(key, count(spec)));
      } else {
        floats.put(spec.name(), decoder.numbers(key, count(spec)));
      }
    }
    return new FeaturizedExample(
        taskId,
        decoder.ints(eid(task), 1)[0],
        Arrays.copyOf(decoder.ints(INPUT_IDS, maxSeqLength), length),
        Arrays.copyOf(decoder.ints(SEGMENT_IDS, maxSeqLength), length),
        ints,
        floats);
  }

  private int count(FeatureSpec spec) {
    return spec.isPerToken() ? maxSeqLength : 1;
  }

  private static String eid(Task task) {
    return task.name() + "_eid";
  }

  private static Feature ints(int... values) {
    Int64List.Builder list = Int64List.newBuilder();
    for (int value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setInt64List(list).build();
  }

  private static Feature numbers(float... values) {
    FloatList.Builder list = FloatList.newBuilder();
    for (float value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setFloatList(list).build();
  }

  /** Takes values out of one record. */
  private record Decoder(Map<String, Feature> features, RecordPosition position) {
    int[] ints(String name, int count) {
      Int64List list = feature(name).getInt64List();
      if (list.getValueCount() != count) {
        throw position.error(
            name + " has " + list.getValueCount() + " values, expected " + count + " of int64");
      }
      int[] values = new int[count];
      for (int i = 0; i < count; i++) {
        values[i] = (int) list.getValue(i);
      }
      return values;
    }

    float[] numbers(String name, int count) {
      FloatList list = feature(name).getFloatList();
      if (list.getValueCount() != count) {
        throw position.error(
            name + " has " + list.getValueCount() + " values, expected " + count + " of float");
      }
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = list.getValue(i);
      }
      return values;
    }

    private Feature feature(String name) {
      Feature feature = features.get(name);
      if (feature == null) {
        throw position.error("lacks the feature " + name);
      }
      return feature;
    }
  }
}
