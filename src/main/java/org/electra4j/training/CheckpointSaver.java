package org.electra4j.training;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.tensorflow.proto.DataType;

/** Saves a graph's variables under their names, and the number of updates beside them. */
public final class CheckpointSaver {
  private CheckpointSaver() {}

  /**
   * Saves a checkpoint.
   *
   * @param step number of updates done, {@code global_step} of the checkpoint
   * @param trainingState JSON that stands beside it
   */
  public static void save(
      CheckpointManager checkpoints,
      long step,
      List<Variable> variables,
      VariableStore store,
      String trainingState) {
    try (VariableStore.Snapshot values = store.snapshot()) {
      List<NamedTensor> tensors = new ArrayList<>();
      for (Variable variable : variables) {
        tensors.add(
            NamedTensor.of(
                variable.name(),
                DataType.DT_FLOAT,
                variable.shape().asArray(),
                () -> values.bytes(variable)));
      }
      tensors.add(NamedTensor.ofLong(CheckpointLoader.GLOBAL_STEP, step));
      checkpoints.save(step, tensors, trainingState);
    }
  }
}
