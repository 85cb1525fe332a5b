package org.electra4j.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Npz;

/** Comparisons that replays of the original's training share, with its README's tolerances. */
public final class Trajectories {
  private Trajectories() {}

  /**
   * Compares gradients by name with a step's file, if there is one.
   *
   * @param norm the global norm of the step
   * @param wanted which of the file's arrays are compared
   */
  public static void compareGradients(
      Map<String, float[]> ours, Path file, float norm, Predicate<String> wanted) {
    if (!Files.exists(file)) {
      return;
    }
    Npz.read(file)
        .arrays()
        .forEach(
            (name, array) -> {
              if (wanted.test(name)) {
                // The gradient of a key's bias is rounding noise around zero.
                float tolerance =
                    name.endsWith("key/bias")
                        ? 1e-6f * norm
                        : 2e-5f * Closeness.largestMagnitude(array.floats());
                Closeness.assertClose(name, ours.get(name), array.floats(), tolerance);
              }
            });
  }

  /** Compares all variables, slots included, with a checkpoint. */
  public static void compareWeights(
      ModelGraph graph, VariableStore store, Path checkpoint, float weightTolerance) {
    try (TensorBundleReader reader = TensorBundleReader.open(checkpoint);
        VariableStore.Snapshot values = store.snapshot()) {
      for (Variable variable : graph.variables()) {
        float[] ours = new float[Math.toIntExact(variable.shape().size())];
        values.bytes(variable).asFloatBuffer().get(ours);
        float tolerance =
            variable.trainable()
                ? weightTolerance
                : variable.name().endsWith("adam_m") ? 1e-6f : 1e-8f;
        Closeness.assertClose(
            variable.name() + " in " + checkpoint.getFileName(),
            ours,
            reader.readFloats(variable.name()),
            tolerance);
      }
    }
  }
}
