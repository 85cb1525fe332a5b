package org.electra4j.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.checkpoint.TensorBundleWriter;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.tensorflow.Operand;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.op.train.Restore;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * Writes SavedModels: {@code saved_model.pb} with the graph and its signatures, and the weights in
 * {@code variables/}. The stock exporter's saver does not see resource variables, so graph and
 * checkpoint are written here.
 */
public final class SavedModelExporter {
  private static final String SERVING = "serve";

  /** What the names of a task's variables begin with. */
  private static final String TASKS = "task_specific/";

  private final TensorBundleReader checkpoint;
  private final String where;
  private final ModelGraph graph = new ModelGraph();

  private SavedModelExporter(TensorBundleReader checkpoint, String where) {
    this.checkpoint = checkpoint;
    this.where = where;
  }

  /**
   * Writes a discriminator or a fine-tuned model.
   *
   * @param prefix of its TensorFlow checkpoint
   * @param config its sizes
   * @param embeddingSize width of its embeddings
   * @param directory to write; for TensorFlow Serving its name is a version number
   * @return the names of the signatures
   * @throws BadInputException if the checkpoint does not fit, or the directory holds something
   */
  public static Set<String> export(
      Path prefix, TransformerConfig config, int embeddingSize, Path directory) {
    requireEmpty(directory);
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      SavedModelExporter exporter = new SavedModelExporter(reader, prefix.toString());
      try {
        return exporter.write(config.withoutDropout(), embeddingSize, directory);
      } finally {
        exporter.graph.close();
      }
    }
  }

  private Set<String> write(TransformerConfig config, int embeddingSize, Path directory) {
    ServingSignatures signatures = new ServingSignatures(graph, config, embeddingSize);
    signatures.addEmbeddings();
    if (checkpoint.has("discriminator_predictions/dense_1/kernel")) {
      signatures.addReplacedTokenDetection();
    }
    for (String task : tasks()) {
      signatures.addClassification(task, labels(task));
    }
    List<Variable> variables = List.copyOf(graph.variables());
    List<NamedTensor> weights = variables.stream().map(this::weights).toList();
    SaverDef saver = addSaver(variables);
    MetaGraphDef.Builder model =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(
                MetaGraphDef.MetaInfoDef.newBuilder()
                    .addTags(SERVING)
                    .setTensorflowVersion(TensorFlow.version()))
            .setGraphDef(graph.graph().toGraphDef())
            .setSaverDef(saver);
    signatures.all().forEach(model::putSignatureDef);
    TensorBundleWriter.write(directory.resolve("variables").resolve("variables"), weights);
    byte[] bytes =
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(1)
            .addMetaGraphs(model)
            .build()
            .toByteArray();
    AtomicFiles.write(directory.resolve("saved_model.pb"), out -> out.write(bytes));
    return signatures.all().keySet();
  }

  private Set<String> tasks() {
    Set<String> tasks = new TreeSet<>();
    for (String name : checkpoint.tensors().keySet()) {
      if (name.startsWith(TASKS)) {
        tasks.add(name.split("/", -1)[1]);
      }
    }
    return tasks;
  }

  private int labels(String task) {
    String scope = TASKS + task + "/";
    TensorInfo kernel = checkpoint.tensors().get(scope + "dense/kernel");
    boolean other =
        checkpoint.tensors().keySet().stream()
            .anyMatch(n -> n.startsWith(scope) && !n.startsWith(scope + "dense/"));
    if (kernel == null || other || kernel.shape().length != 2) {
      throw new BadInputException(
          where + ": the head of " + task + " is not the one dense layer of a classification");
    }
    return Math.toIntExact(kernel.shape()[1]);
  }

  private NamedTensor weights(Variable variable) {
    TensorInfo info = checkpoint.tensors().get(variable.name());
    if (info == null
        || info.dtype() != DataType.DT_FLOAT
        || !Arrays.equals(info.shape(), variable.shape().asArray())) {
      throw new BadInputException(
          "%s: does not fit the model: %s is %s, expected float32 %s"
              .formatted(
                  where, variable.name(), info == null ? "missing" : info, variable.shape()));
    }
    return new NamedTensor(info, () -> checkpoint.read(info.name()));
  }

  /** The operations by which a loader restores the variables, and another save writes them. */
  private SaverDef addSaver(List<Variable> variables) {
    Ops tf = graph.tf();
    PlaceholderWithDefault<TString> file =
        tf.withName("save/filename").placeholderWithDefault(tf.constant("model"), Shape.scalar());
    String[] names = variables.stream().map(Variable::name).toArray(String[]::new);
    Operand<TString> tensorNames = tf.array(names);
    String[] whole = new String[names.length];
    Arrays.fill(whole, "");
    Operand<TString> slices = tf.array(whole);
    Restore restored =
        tf.train.restore(
            file, tensorNames, slices, Collections.nCopies(names.length, TFloat32.class));
    List<Op> assignments = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      assignments.add(tf.assignVariableOp(variables.get(i).handle(), restored.tensors().get(i)));
    }
    Op restore = tf.withControlDependencies(assignments).withName("save/restore_all").noOp();
    List<Operand<?>> values = new ArrayList<>();
    variables.forEach(variable -> values.add(variable.value()));
    Op save = tf.train.save(file, tensorNames, slices, values);
    Operand<TString> saved =
        tf.withControlDependencies(List.of(save))
            .withName("save/control_dependency")
            .identity(file);
    return SaverDef.newBuilder()
        .setFilenameTensorName(file.op().name() + ":0")
        .setSaveTensorName(saved.op().name() + ":0")
        .setRestoreOpName(restore.op().name())
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  private static void requireEmpty(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> content = Files.list(directory)) {
      if (content.findAny().isPresent()) {
        throw new BadInputException(directory + ": is there already and not empty");
      }
    } catch (IOException e) {
      throw new BadInputException("cannot list " + directory + ": " + AtomicFiles.reason(e), e);
    }
  }
}
