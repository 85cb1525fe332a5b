package org.electra4j.finetuning.tagging;

import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.task.FeatureSpec;
import org.electra4j.finetuning.task.HeadInputs;
import org.electra4j.finetuning.task.HeadOutput;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.graph.Initializer;
import org.electra4j.graph.Layers;
import org.electra4j.graph.Losses;
import org.electra4j.graph.ModelGraph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A label for each word, from its first piece (original: {@code
 * TaggingTask.get_prediction_module}). Its outputs are {@code logits} [batch, length, classes] and
 * {@code predictions} [batch, length], of which a row's first entries are its words'.
 *
 * @param name of the task
 * @param classes number of labels
 */
public record TaggingHead(String name, int classes) implements TaskHead {
  static final String LABELS = "labels";
  static final String MASK = "labels_mask";
  static final String POSITIONS = "labeled_positions";
  static final String PREDICTIONS = "predictions";

  @Override
  public List<FeatureSpec> features() {
    return List.of(FeatureSpec.ints(LABELS), FeatureSpec.floats(MASK), FeatureSpec.ints(POSITIONS));
  }

  @Override
  public boolean readsTokens() {
    return true;
  }

  @Override
  public HeadOutput build(HeadInputs inputs) {
    ModelGraph graph = inputs.graph();
    Ops tf = graph.tf();
    Operand<TInt32> flat = graph.vector(-1);
    // The layer works on every token for itself, so picking words from its output, which is
    // narrower than its input, gives the same as the original's order.
    Operand<TFloat32> ofTokens =
        new Layers(graph)
            .dense(
                inputs.sequenceOutput(),
                "task_specific/" + name + "/dense",
                classes,
                new Initializer.GlorotUniform());
    Operand<TFloat32> logits = tf.gather(ofTokens, flatPositions(inputs), graph.scalar(0));
    Operand<TFloat32> probs = tf.nn.softmax(tf.stopGradient(logits));
    Operand<TFloat32> losses =
        new Losses(graph).softmaxCrossEntropy(logits, probs, tf.reshape(inputs.ints(LABELS), flat));
    Operand<TInt32> words = graph.vector(inputs.batch(), -1);
    Operand<TFloat32> ofWords = tf.math.mul(tf.reshape(losses, words), inputs.floats(MASK));
    return new HeadOutput(
        tf.sum(ofWords, graph.scalar(1)),
        Map.of(
            "logits",
            tf.reshape(logits, graph.vector(inputs.batch(), -1, classes)),
            PREDICTIONS,
            tf.reshape(tf.math.argMax(logits, graph.scalar(-1), TInt32.class), words)));
  }

  /** The words' positions in the flattened batch, [batch x length]. */
  private static Operand<TInt32> flatPositions(HeadInputs inputs) {
    ModelGraph graph = inputs.graph();
    Ops tf = graph.tf();
    Operand<TInt32> positions = inputs.ints(POSITIONS);
    Operand<TInt32> length = tf.slice(tf.shape(positions), graph.vector(1), graph.vector(1));
    Operand<TInt32> rows = tf.range(graph.scalar(0), graph.scalar(inputs.batch()), graph.scalar(1));
    Operand<TInt32> firsts = tf.reshape(tf.math.mul(rows, length), graph.vector(inputs.batch(), 1));
    return tf.reshape(tf.math.add(positions, firsts), graph.vector(-1));
  }
}
