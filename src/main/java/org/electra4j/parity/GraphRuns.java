package org.electra4j.parity;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.graph.GraphTensors;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Npz;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Runs graphs on the arrays of the reference data. */
public final class GraphRuns {
  private GraphRuns() {}

  /** Sets all trainable variables, and the slots that the checkpoint has. */
  public static void restore(ModelGraph graph, VariableStore store, Path checkpoint) {
    Map<String, float[]> values = new HashMap<>();
    try (TensorBundleReader reader = TensorBundleReader.open(checkpoint)) {
      for (Variable variable : graph.variables()) {
        if (variable.trainable() || reader.tensors().containsKey(variable.name())) {
          values.put(variable.name(), reader.readFloats(variable.name()));
        }
      }
    }
    store.assign(values);
  }

  /** Feeds an array; the caller closes what is added to {@code fed} after the run. */
  public static void feed(
      Session.Runner runner, List<Tensor> fed, Operand<?> place, Npz.Array array) {
    long[] dims = new long[array.shape().length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = array.shape()[i];
    }
    Shape shape = place.shape().hasUnknownDimension() ? Shape.of(dims) : place.shape();
    Tensor tensor =
        array.floats() == null
            ? GraphTensors.of(shape, array.ints())
            : GraphTensors.of(shape, array.floats());
    fed.add(tensor);
    runner.feed(place, tensor);
  }

  /**
   * Runs and gives the entries of tensors in their order; one tensor may stand there under several
   * names.
   */
  public static Map<String, float[]> fetch(Session.Runner runner, Map<String, Operand<?>> tensors) {
    Map<String, Integer> places = new LinkedHashMap<>();
    for (Operand<?> tensor : tensors.values()) {
      if (places.putIfAbsent(key(tensor), places.size()) == null) {
        runner.fetch(tensor);
      }
    }
    Map<String, float[]> values = new LinkedHashMap<>();
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
  private static float[] entries(Tensor tensor) {
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
