package org.electra4j.parity.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Npz;
import org.electra4j.parity.CaseReport;

/** What replays of pretraining and of fine-tuning compare alike: gradients and weights. */
record TrajectoryComparison(
    ModelGraph graph, VariableStore store, Tolerances tolerances, CaseReport report) {

  /**
   * Compares gradients with a step's file, if there is one, in the order of the variables from the
   * loss down to the embeddings: the order in which they are computed.
   *
   * @param norm the global norm of the step
   */
  void gradients(Map<String, float[]> ours, Path file, double norm) {
    if (!Files.exists(file)) {
      return;
    }
    Npz golden = Npz.read(file);
    var variables = graph.trainableVariables();
    for (String kind : new String[] {"unclipped/", "clipped/"}) {
      for (int i = variables.size() - 1; i >= 0; i--) {
        String variable = variables.get(i).name();
        String name = kind + variable;
        if (golden.has(name)) {
          double largest = CaseReport.largestMagnitude(golden.floats(name));
          report.array(
              "gradient " + name,
              ours.get(name),
              golden.get(name),
              tolerances.gradient(variable, largest, norm));
        }
      }
    }
  }

  /** Compares all variables, slots included, with a checkpoint, if it is there. */
  void weights(Path checkpoint, int updates) {
    if (!Files.exists(checkpoint.resolveSibling(checkpoint.getFileName() + ".index"))) {
      return;
    }
    try (TensorBundleReader reader = TensorBundleReader.open(checkpoint);
        VariableStore.Snapshot values = store.snapshot()) {
      for (Variable variable : graph.variables()) {
        float[] ours = new float[Math.toIntExact(variable.shape().size())];
        values.bytes(variable).asFloatBuffer().get(ours);
        report.floats(
            "%s after %d updates".formatted(variable.name(), updates),
            ours,
            reader.readFloats(variable.name()),
            tolerances.variable(variable.name(), updates));
      }
    }
  }
}
