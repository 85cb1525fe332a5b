package org.electra4j.cluster;

import java.util.List;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.Towers;
import org.electra4j.graph.VariableStore;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** A group of one, which has nobody to wait for. */
final class Alone implements WorkerGroup {
  @Override
  public int number() {
    return 1;
  }

  @Override
  public int index() {
    return 0;
  }

  @Override
  public Session open(ModelGraph graph, Towers towers) {
    return Sessions.open(graph, towers);
  }

  @Override
  public List<Operand<TFloat32>> sum(ModelGraph graph, List<Operand<TFloat32>> tensors) {
    return tensors;
  }

  @Override
  public Result run(Session.Runner runner) {
    return runner.run();
  }

  @Override
  public void begin(long fingerprint) {
    // Nobody else has a configuration.
  }

  @Override
  public long shareState(ModelGraph graph, Session session, long step) {
    return step;
  }

  @Override
  public void checkReplicas(ModelGraph graph, VariableStore store, long step) {
    // There is one only.
  }

  @Override
  public boolean any(boolean mine) {
    return mine;
  }

  @Override
  public void finish() {
    // Nobody else is at work.
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
