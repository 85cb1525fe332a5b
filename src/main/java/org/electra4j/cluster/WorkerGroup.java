package org.electra4j.cluster;

import java.util.List;
import java.util.function.Consumer;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Towers;
import org.electra4j.graph.VariableStore;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * Those who train one model together, as one of them sees it. All of them call the same methods in
 * the same order, on graphs that are built alike.
 */
public interface WorkerGroup extends AutoCloseable {
  /** One process that trains by itself: every sum is what goes in. */
  WorkerGroup ALONE = new Alone();

  /**
   * Starts the server of this worker; nobody is waited for.
   *
   * @param towers of the graph to be run, which decide on threads
   * @param lastResort ends the process and gets the reason: called when TensorFlow does not come
   *     back, which no exception can tell
   * @throws org.electra4j.io.BadInputException if the address cannot be listened at
   */
  static WorkerGroup connect(Workers workers, Towers towers, Consumer<String> lastResort) {
    return new ConnectedWorkers(workers, towers, lastResort);
  }

  /** How many they are. */
  int number();

  /** The place of this one among them, from 0. */
  int index();

  /** Whether this is the one that saves and reports. */
  default boolean isChief() {
    return index() == 0;
  }

  /** Opens a session on the graph, which is complete. */
  Session open(ModelGraph graph, Towers towers);

  /**
   * Adds sums over the workers to the graph.
   *
   * @param tensors of static shape
   * @return their sums, in the same order and shapes
   */
  List<Operand<TFloat32>> sum(ModelGraph graph, List<Operand<TFloat32>> tensors);

  /**
   * Makes a run in which sums over the workers are taken.
   *
   * @throws WorkersLostException if it fails or takes too long
   */
  Result run(Session.Runner runner);

  /**
   * Waits for all and makes sure that they have the same before they begin.
   *
   * @param fingerprint of configuration and data
   * @throws WorkersLostException if they have not, or do not come
   */
  void begin(long fingerprint);

  /**
   * Gives all workers the chief's weights, slots included, and the chief's step.
   *
   * @param step the chief's; the others' does not matter
   * @return the chief's step
   */
  long shareState(ModelGraph graph, Session session, long step);

  /**
   * Compares the weights, slots included, at the steps at which that is due.
   *
   * @param step number of updates done
   * @throws WorkersLostException if they are not the same bits on all workers
   */
  void checkReplicas(ModelGraph graph, VariableStore store, long step);

  /** Whether one of them says so; all ask at the same moments. */
  boolean any(boolean mine);

  /** Waits until all are done with everything, so that nobody leaves while another still asks. */
  void finish();

  @Override
  void close();
}
