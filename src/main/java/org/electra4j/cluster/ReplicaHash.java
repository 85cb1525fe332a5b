package org.electra4j.cluster;

import java.util.zip.CRC32C;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;

/** A number that two replicas share if all their weights and slots are the same bits. */
final class ReplicaHash {
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private ReplicaHash() {}

  /** A CRC of each variable, in their order; any change of up to 32 neighbouring bits is seen. */
  static long of(ModelGraph graph, VariableStore store) {
    long hash = 0;
    try (VariableStore.Snapshot values = store.snapshot()) {
      for (Variable variable : graph.variables()) {
        CRC32C crc = new CRC32C();
        crc.update(values.bytes(variable));
        hash = hash * MULTIPLIER + crc.getValue();
      }
    }
    return hash;
  }
}
