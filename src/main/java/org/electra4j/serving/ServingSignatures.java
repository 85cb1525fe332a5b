package org.electra4j.serving;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.Initializer;
import org.electra4j.graph.Layers;
import org.electra4j.graph.ModelGraph;
import org.electra4j.model.DiscriminatorHead;
import org.electra4j.model.EncoderInputs;
import org.electra4j.model.EncoderScope;
import org.electra4j.model.TransformerEncoder;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The functions of a served model. All take {@code input_ids}, {@code input_mask} and {@code
 * segment_ids}, int32 [batch, length], both dimensions free. The last that is added is also {@code
 * serving_default}.
 */
final class ServingSignatures {
  private static final String DEFAULT = "serving_default";
  private static final String PREDICT = "tensorflow/serving/predict";

  private final ModelGraph graph;
  private final Ops tf;
  private final TransformerConfig config;
  private final EncoderInputs inputs;
  private final Operand<TFloat32> sequence;
  private final Operand<TFloat32> pooled;
  private final Map<String, SignatureDef> signatures = new LinkedHashMap<>();

  ServingSignatures(ModelGraph graph, TransformerConfig config, int embeddingSize) {
    this.graph = graph;
    this.tf = graph.tf();
    this.config = config;
    this.inputs =
        new EncoderInputs(
            EncoderInputs.ANY_BATCH,
            EncoderInputs.ANY_LENGTH,
            input("input_ids"),
            input("input_mask"),
            input("segment_ids"));
    this.sequence =
        TransformerEncoder.build(graph, config, inputs, EncoderScope.of("electra", embeddingSize))
            .sequenceOutput();
    Operand<TFloat32> rows = ofRows(sequence, config.hiddenSize());
    Operand<TFloat32> first = tf.slice(rows, graph.vector(0, 0, 0), graph.vector(-1, 1, -1));
    this.pooled = tf.reshape(first, graph.vector(-1, config.hiddenSize()));
  }

  /** Signatures by name. */
  Map<String, SignatureDef> all() {
    return signatures;
  }

  /**
   * {@code embeddings}: {@code sequence_output} [batch, length, hidden] and {@code pooled_output}
   * [batch, hidden], that of the first token.
   */
  void addEmbeddings() {
    add(
        "embeddings",
        Map.of(
            "sequence_output",
            output("sequence_output", ofRows(sequence, config.hiddenSize()), 3),
            "pooled_output",
            output("pooled_output", pooled, 2)));
  }

  /**
   * {@code replaced_token_detection}: {@code logits} and {@code probabilities} [batch, length] that
   * a token was replaced.
   */
  void addReplacedTokenDetection() {
    Operand<TFloat32> logits =
        tf.reshape(DiscriminatorHead.logits(graph, config, sequence), tf.shape(inputs.inputIds()));
    add(
        "replaced_token_detection",
        Map.of(
            "logits",
            output("replaced_token_detection/logits", logits, 2),
            "probabilities",
            output("replaced_token_detection/probabilities", tf.math.sigmoid(logits), 2)));
  }

  /**
   * {@code classification} of a task, or {@code classification_TASK} for further ones: {@code
   * logits} and {@code probabilities} [batch, labels]; of a regression {@code predictions} [batch].
   */
  void addClassification(String task, int labels) {
    Operand<TFloat32> logits =
        new Layers(graph)
            .dense(
                pooled,
                "task_specific/" + task + "/dense",
                labels,
                new Initializer.GlorotUniform());
    String name =
        signatures.containsKey("classification") ? "classification_" + task : "classification";
    Map<String, TensorInfo> outputs =
        labels == 1
            ? Map.of(
                "predictions",
                output(name + "/predictions", tf.reshape(logits, graph.vector(-1)), 1))
            : Map.of(
                "logits",
                output(name + "/logits", logits, 2),
                "probabilities",
                output(name + "/probabilities", tf.nn.softmax(logits), 2));
    add(name, outputs);
  }

  private void add(String name, Map<String, TensorInfo> outputs) {
    SignatureDef.Builder signature = SignatureDef.newBuilder().setMethodName(PREDICT);
    signature.putInputs("input_ids", info(inputs.inputIds(), DataType.DT_INT32, 2));
    signature.putInputs("input_mask", info(inputs.inputMask(), DataType.DT_INT32, 2));
    signature.putInputs("segment_ids", info(inputs.segmentIds(), DataType.DT_INT32, 2));
    signature.putAllOutputs(outputs);
    signatures.put(name, signature.build());
    signatures.put(DEFAULT, signature.build());
  }

  private Operand<TInt32> input(String name) {
    return tf.withName(name)
        .placeholder(
            TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE)));
  }

  private Operand<TFloat32> ofRows(Operand<TFloat32> matrix, int width) {
    return tf.reshape(
        matrix,
        tf.concat(List.of(tf.shape(inputs.inputIds()), graph.vector(width)), graph.scalar(0)));
  }

  private TensorInfo output(String name, Operand<TFloat32> value, int rank) {
    return info(tf.withName(name).identity(value), DataType.DT_FLOAT, rank);
  }

  /** With the sizes that the graph knows. */
  private static TensorInfo info(Operand<?> operand, DataType dtype, int rank) {
    Shape shape = operand.asOutput().shape();
    TensorShapeProto.Builder proto = TensorShapeProto.newBuilder();
    for (int i = 0; i < rank; i++) {
      proto.addDim(
          TensorShapeProto.Dim.newBuilder().setSize(shape.isUnknown() ? -1 : shape.get(i)));
    }
    return TensorInfo.newBuilder()
        .setName(operand.op().name() + ":0")
        .setDtype(dtype)
        .setTensorShape(proto)
        .build();
  }
}
