package org.electra4j.finetuning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.electra4j.config.TransformerConfig;
import org.electra4j.finetuning.task.FeatureSpec;
import org.electra4j.finetuning.task.HeadInputs;
import org.electra4j.finetuning.task.HeadOutput;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Towers;
import org.electra4j.model.EncoderInputs;
import org.electra4j.model.EncoderScope;
import org.electra4j.model.TransformerEncoder;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.OneHot;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * A pretrained encoder with the heads of one or several tasks (original: {@code FinetuningModel}).
 */
public final class FinetuningModel {
  /**
   * A task's part of the graph.
   *
   * @param features their places by {@link FeatureSpec#name}
   */
  public record BuiltHead(TaskHead head, Map<String, Operand<?>> features, HeadOutput output) {}

  private final ModelGraph graph;
  private final Ops tf;
  private final TransformerConfig config;
  private final HeadStyle style;
  private final boolean training;
  private final EncoderInputs inputs;
  private final Operand<TInt32> taskIds;
  private final List<BuiltHead> heads = new ArrayList<>();
  private final Operand<TFloat32> loss;

  /**
   * Adds encoder and heads to the graph.
   *
   * @param config with the dropout rates of training; they are left out otherwise
   * @param embeddingSize width of the embedding tables
   * @param encoderScope {@code electra}, or {@code generator} to fine-tune a generator
   * @param batch rows a step; their length is known when they are fed
   * @param training whether dropout is on
   * @param towers among which the encoder's rows are divided
   */
  public FinetuningModel(
      ModelGraph graph,
      TransformerConfig config,
      int embeddingSize,
      String encoderScope,
      List<TaskHead> heads,
      HeadStyle style,
      int batch,
      boolean training,
      Towers towers) {
    this.graph = graph;
    this.tf = graph.tf();
    this.config = training ? config : config.withoutDropout();
    this.style = style;
    this.training = training;
    this.inputs =
        new EncoderInputs(
            batch,
            EncoderInputs.ANY_LENGTH,
            rows("input_ids", batch),
            rows("input_mask", batch),
            rows("segment_ids", batch));
    this.taskIds = place("task_id", TInt32.class, Shape.of(batch));
    EncoderScope scope = EncoderScope.of(encoderScope, embeddingSize);
    Operand<TFloat32> sequenceOutput = null;
    Operand<TFloat32> pooled;
    if (style.pooling() == HeadStyle.Pooling.FIRST
        && heads.stream().noneMatch(TaskHead::readsTokens)) {
      pooled =
          encode(
              towers,
              rows -> TransformerEncoder.buildForFirstToken(graph, this.config, rows, scope));
    } else {
      sequenceOutput =
          encode(
              towers,
              rows -> TransformerEncoder.build(graph, this.config, rows, scope).sequenceOutput());
      pooled = pool(sequenceOutput);
    }
    for (TaskHead head : heads) {
      this.heads.add(build(head, sequenceOutput, pooled));
    }
    this.loss = sumOfOwnLosses();
  }

  private Operand<TInt32> rows(String name, int batch) {
    return place(name, TInt32.class, Shape.of(batch, Shape.UNKNOWN_SIZE));
  }

  private <T extends TType> Operand<T> place(String name, Class<T> type, Shape shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(shape));
  }

  /** What an encoder gives for the rows of each tower, one below the other. */
  private Operand<TFloat32> encode(
      Towers towers, Function<EncoderInputs, Operand<TFloat32>> encoder) {
    int rows = inputs.batch() / towers.number();
    return graph.rows(
        towers.build(graph, tower -> encoder.apply(inputs.rows(graph, tower * rows, rows))));
  }

  /** One vector a row, [batch, hidden]. */
  private Operand<TFloat32> pool(Operand<TFloat32> sequenceOutput) {
    int batch = inputs.batch();
    int hidden = config.hiddenSize();
    Operand<TFloat32> rows = tf.reshape(sequenceOutput, graph.vector(batch, -1, hidden));
    if (style.pooling() == HeadStyle.Pooling.FIRST) {
      return tf.reshape(
          tf.slice(rows, graph.vector(0, 0, 0), graph.vector(batch, 1, hidden)),
          graph.vector(batch, hidden));
    }
    Operand<TFloat32> mask = tf.dtypes.cast(inputs.inputMask(), TFloat32.class);
    Operand<TInt32> tokens = graph.scalar(1);
    Operand<TFloat32> sums =
        tf.sum(tf.math.mul(rows, tf.expandDims(mask, graph.scalar(2))), tokens);
    Operand<TFloat32> counts = tf.math.maximum(tf.sum(mask, tokens), graph.scalar(1f));
    return tf.math.div(sums, tf.expandDims(counts, tokens));
  }

  private BuiltHead build(
      TaskHead head, Operand<TFloat32> sequenceOutput, Operand<TFloat32> pooled) {
    Map<String, Operand<?>> features = new LinkedHashMap<>();
    for (FeatureSpec spec : head.features()) {
      int batch = inputs.batch();
      Shape shape = spec.isPerToken() ? Shape.of(batch, Shape.UNKNOWN_SIZE) : Shape.of(batch);
      Class<? extends TType> type = spec.isInt() ? TInt32.class : TFloat32.class;
      features.put(spec.name(), place(spec.key(head.name()), type, shape));
    }
    HeadOutput output =
        head.build(
            new HeadInputs(
                graph,
                config,
                inputs,
                sequenceOutput,
                pooled,
                features,
                style.twoLayer(),
                training));
    return new BuiltHead(head, features, output);
  }

  /** The sum over rows of the loss of each row's own task (quirk 6). */
  private Operand<TFloat32> sumOfOwnLosses() {
    List<Operand<TFloat32>> losses = new ArrayList<>();
    heads.forEach(h -> losses.add(h.output().losses()));
    Operand<TFloat32> byTask = tf.stack(losses);
    Operand<TFloat32> own =
        tf.oneHot(
            taskIds,
            graph.scalar(heads.size()),
            graph.scalar(1f),
            graph.scalar(0f),
            OneHot.axis(0L));
    return tf.sum(tf.math.mul(byTask, own), graph.vector(0, 1));
  }

  /** The places of a batch. */
  public EncoderInputs inputs() {
    return inputs;
  }

  /** [batch] int32: the index of each row's task; the number of tasks for padding rows. */
  public Operand<TInt32> taskIds() {
    return taskIds;
  }

  /** In the order of the tasks. */
  public List<BuiltHead> heads() {
    return heads;
  }

  /** Scalar. */
  public Operand<TFloat32> loss() {
    return loss;
  }
}
