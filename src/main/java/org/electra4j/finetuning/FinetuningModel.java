package org.electra4j.finetuning;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.Initializer;
import org.electra4j.graph.Layers;
import org.electra4j.graph.Losses;
import org.electra4j.graph.ModelGraph;
import org.electra4j.model.EncoderInputs;
import org.electra4j.model.EncoderOutput;
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
 * A pretrained encoder with the heads of one or several tasks (original: {@code FinetuningModel}
 * and the prediction modules of {@code classification_tasks}).
 */
final class FinetuningModel {
  private static final double HEAD_DROPOUT = 0.1;

  private final ModelGraph graph;
  private final Ops tf;
  private final Layers layers;
  private final TransformerConfig config;
  private final HeadStyle style;
  private final boolean training;
  private final EncoderInputs inputs;
  private final Operand<TInt32> taskIds;
  private final List<TaskOutput> outputs = new ArrayList<>();
  private final Operand<TFloat32> loss;

  /**
   * Adds encoder and heads to the graph.
   *
   * @param config with the dropout rates of training; they are left out otherwise
   * @param embeddingSize width of the embedding tables
   * @param encoderScope {@code electra}, or {@code generator} to fine-tune a generator
   * @param batch rows a step; their length is known when they are fed
   * @param training whether dropout is on
   */
  FinetuningModel(
      ModelGraph graph,
      TransformerConfig config,
      int embeddingSize,
      String encoderScope,
      List<TaskHead> heads,
      HeadStyle style,
      int batch,
      boolean training) {
    this.graph = graph;
    this.tf = graph.tf();
    this.layers = new Layers(graph);
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
    EncoderOutput encoder =
        TransformerEncoder.build(
            graph, this.config, inputs, EncoderScope.of(encoderScope, embeddingSize));
    Operand<TFloat32> pooled = pool(encoder.sequenceOutput());
    for (TaskHead head : heads) {
      outputs.add(output(head, pooled));
    }
    this.loss = sumOfOwnLosses();
  }

  private Operand<TInt32> rows(String name, int batch) {
    return place(name, TInt32.class, Shape.of(batch, Shape.UNKNOWN_SIZE));
  }

  private <T extends TType> Operand<T> place(String name, Class<T> type, Shape shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(shape));
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

  private TaskOutput output(TaskHead head, Operand<TFloat32> pooled) {
    String scope = "task_specific/" + head.name();
    Operand<TFloat32> x = training ? layers.dropout(pooled, HEAD_DROPOUT) : pooled;
    String last = scope + "/dense";
    if (style.twoLayer()) {
      x =
          layers.activation(
              config.hiddenAct(),
              layers.dense(
                  x, scope + "/dense", config.hiddenSize(), new Initializer.GlorotUniform()));
      last = scope + "/dense_1";
    }
    int units = head.isRegression() ? 1 : head.classes();
    Operand<TFloat32> y = layers.dense(x, last, units, new Initializer.GlorotUniform());
    return head.isRegression() ? regression(head, y) : classification(head, y);
  }

  private TaskOutput classification(TaskHead head, Operand<TFloat32> logits) {
    Operand<TInt32> labels =
        place(head.name() + "_label_ids", TInt32.class, Shape.of(inputs.batch()));
    Operand<TFloat32> probs = tf.nn.softmax(tf.stopGradient(logits));
    return new TaskOutput(
        head,
        labels,
        new Losses(graph).softmaxCrossEntropy(logits, probs, labels),
        logits,
        tf.math.argMax(logits, graph.scalar(-1), TInt32.class));
  }

  private TaskOutput regression(TaskHead head, Operand<TFloat32> y) {
    Operand<TFloat32> targets =
        place(head.name() + "_targets", TFloat32.class, Shape.of(inputs.batch()));
    Operand<TFloat32> predictions = tf.reshape(y, graph.vector(-1));
    return new TaskOutput(
        head, targets, tf.math.square(tf.math.sub(predictions, targets)), null, predictions);
  }

  /** The sum over rows of the loss of each row's own task (quirk 6). */
  private Operand<TFloat32> sumOfOwnLosses() {
    List<Operand<TFloat32>> losses = new ArrayList<>();
    outputs.forEach(o -> losses.add(o.losses()));
    Operand<TFloat32> byTask = tf.stack(losses);
    Operand<TFloat32> own =
        tf.oneHot(
            taskIds,
            graph.scalar(outputs.size()),
            graph.scalar(1f),
            graph.scalar(0f),
            OneHot.axis(0L));
    return tf.sum(tf.math.mul(byTask, own), graph.vector(0, 1));
  }

  EncoderInputs inputs() {
    return inputs;
  }

  /** [batch] int32: the index of each row's task; the number of tasks for padding rows. */
  Operand<TInt32> taskIds() {
    return taskIds;
  }

  /** In the order of the heads. */
  List<TaskOutput> outputs() {
    return outputs;
  }

  /** Scalar. */
  Operand<TFloat32> loss() {
    return loss;
  }
}
