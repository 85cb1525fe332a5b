package org.electra4j.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.BadInputException;
import org.tensorflow.proto.DataType;

/** Sets a graph's variables from a checkpoint, matched by name. */
public final class CheckpointLoader {
  /** Name of the number of updates in a checkpoint (int64, quirk 29). */
  public static final String GLOBAL_STEP = "global_step";

  /** Bounds the memory; every assignment costs TensorFlow a walk through the graph. */
  private static final long ENTRIES_AT_A_TIME = 1 << 27;

  private static final int NAMES_IN_A_MESSAGE = 5;

  private CheckpointLoader() {}

  /**
   * What a checkpoint had.
   *
   * @param step its {@code global_step}, 0 where it has none
   * @param slots whether it had the optimiser's slots; without them they stay as they were
   */
  public record Loaded(long step, boolean slots) {}

  /**
   * Sets all trainable variables, and the slots if they are there.
   *
   * @param prefix path of the checkpoint without {@code .index}
   * @throws BadInputException if a variable is missing or has another shape, listing which
   */
  public static Loaded load(Path prefix, List<Variable> variables, VariableStore store) {
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      List<Variable> slots = variables.stream().filter(v -> !v.trainable()).toList();
      boolean hasSlots = slots.stream().anyMatch(v -> reader.has(v.name()));
      List<Variable> wanted =
          hasSlots ? variables : variables.stream().filter(Variable::trainable).toList();
      checkAllFit(prefix, reader, wanted);
      assign(wanted, reader, store);
      long step = reader.has(GLOBAL_STEP) ? reader.readLong(GLOBAL_STEP) : 0;
      return new Loaded(step, hasSlots);
    }
  }

  private static void assign(
      List<Variable> wanted, TensorBundleReader reader, VariableStore store) {
    Map<String, float[]> values = new HashMap<>();
    long entries = 0;
    for (Variable v : wanted) {
      values.put(v.name(), reader.readFloats(v.name()));
      entries += v.shape().size();
      if (entries >= ENTRIES_AT_A_TIME) {
        store.assign(values);
        values.clear();
        entries = 0;
      }
    }
    store.assign(values);
  }

  private static void checkAllFit(Path prefix, TensorBundleReader reader, List<Variable> wanted) {
    List<String> problems = new ArrayList<>();
    for (Variable variable : wanted) {
      TensorInfo info = reader.tensors().get(variable.name());
      String expected = "float32 " + variable.shape();
      if (info == null) {
        problems.add(variable.name() + " is missing");
      } else if (info.dtype() != DataType.DT_FLOAT
          || !java.util.Arrays.equals(info.shape(), variable.shape().asArray())) {
        problems.add(variable.name() + " is " + info + ", the model has " + expected);
      }
    }
    if (!problems.isEmpty()) {
      int more = problems.size() - NAMES_IN_A_MESSAGE;
      throw new BadInputException(
          "checkpoint "
              + prefix
              + " does not fit the model: "
              + String.join(
                  "; ", problems.subList(0, Math.min(problems.size(), NAMES_IN_A_MESSAGE)))
              + (more > 0 ? "; and " + more + " more" : ""));
    }
  }
}
