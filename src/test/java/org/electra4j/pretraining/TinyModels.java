package org.electra4j.pretraining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.graph.GraphTensors;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Json;
import org.electra4j.testing.Npz;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.Vocabulary;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** The tiny models of the reference data: their configuration, weights and batches. */
final class TinyModels {
  private TinyModels() {}

  static Vocabulary vocabulary() {
    return Vocabulary.read(Reference.tinyVocabulary());
  }

  /** The configuration of a case of {@code pretraining}. */
  static PretrainingConfig ofPretrainingCase(Path dir) {
    ObjectNode hparams = (ObjectNode) Json.read(dir.resolve("meta.json")).get("config").deepCopy();
    hparams.remove(
        List.of(
            "model_name",
            "max_predictions_per_seq",
            "pretrain_tfrecords",
            "vocab_file",
            "model_dir",
            "results_txt",
            "results_pkl"));
    return PretrainingConfig.of("tiny", Path.of("."), hparams);
  }

  /** The configuration of a trajectory of {@code optimizer}; a step has the given batch size. */
  static PretrainingConfig ofTrajectory(JsonNode meta) {
    ObjectNode hparams = (ObjectNode) meta.get("variant_overrides").deepCopy();
    for (String name :
        List.of(
            "learning_rate",
            "num_train_steps",
            "num_warmup_steps",
            "lr_decay_power",
            "weight_decay_rate",
            "mask_prob",
            "embedding_size")) {
      hparams.set(name, meta.get(name));
    }
    hparams.set("model_hparam_overrides", meta.get("bert_config"));
    hparams.set("vocab_size", meta.get("bert_config").get("vocab_size"));
    hparams.put("max_seq_length", 32);
    hparams.put("train_batch_size", 4);
    return PretrainingConfig.of("tiny", Path.of("."), hparams);
  }

  /** Sets all trainable variables, and the slots that the checkpoint has. */
  static void restore(ModelGraph graph, Session session, Path checkpoint) {
    Map<String, float[]> values = new HashMap<>();
    try (TensorBundleReader reader = TensorBundleReader.open(checkpoint)) {
      for (Variable variable : graph.variables()) {
        if (variable.trainable() || reader.tensors().containsKey(variable.name())) {
          values.put(variable.name(), reader.readFloats(variable.name()));
        }
      }
    }
    new VariableStore(graph, session).assign(values);
  }

  static void feed(Session.Runner runner, List<Tensor> fed, Operand<?> place, Npz.Array array) {
    long[] dims = new long[array.shape().length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = array.shape()[i];
    }
    Shape shape = place.shape().size() > 0 ? place.shape() : Shape.of(dims);
    Tensor tensor =
        array.floats() == null
            ? GraphTensors.of(shape, array.ints())
            : GraphTensors.of(shape, array.floats());
    fed.add(tensor);
    runner.feed(place, tensor);
  }

  /** Runs and gives the entries of tensors; one tensor may stand there under several names. */
  static Map<String, float[]> fetch(Session.Runner runner, Map<String, Operand<?>> tensors) {
    Map<String, Integer> places = new LinkedHashMap<>();
    for (Operand<?> tensor : tensors.values()) {
      if (places.putIfAbsent(key(tensor), places.size()) == null) {
        runner.fetch(tensor);
      }
    }
    Map<String, float[]> values = new HashMap<>();
    try (Result result = runner.run()) {
      tensors.forEach(
          (name, tensor) -> values.put(name, entries(result.get(places.get(key(tensor))))));
    }
    return values;
  }

  private static String key(Operand<?> tensor) {
    return tensor.op().name() + ":" + tensor.asOutput().index();
  }

  /** The entries in row-major order; integers up to 2^24 are exact. */
  static float[] entries(Tensor tensor) {
    if (tensor instanceof TFloat32) {
      return GraphTensors.floats(tensor);
    }
    int[] ints = GraphTensors.ints(tensor);
    float[] values = new float[ints.length];
    for (int i = 0; i < ints.length; i++) {
      values[i] = ints[i];
    }
    return values;
  }
}
