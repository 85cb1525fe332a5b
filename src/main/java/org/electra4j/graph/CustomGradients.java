package org.electra4j.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.IdentityN;
import org.tensorflow.types.TFloat32;

/**
 * Hand-written gradients for parts of one graph. TensorFlow's C++ gradients know operations, not
 * functions; so the value of a function passes, with its inputs, through an {@code IdentityN}
 * operation (which has no gradient of its own), and the Java function registered for {@code
 * IdentityN} looks the gradient up by the operation's name.
 *
 * <p>While a gradient function runs, the graph is locked: it must make every operation with the
 * {@link Ops} that it is given, and must not ask an operand of that {@code Ops} for its shape.
 */
final class CustomGradients implements AutoCloseable {
  /** Gives the gradient of the loss by each input, from that by the output. */
  @FunctionalInterface
  interface Backward {
    List<Operand<TFloat32>> apply(Ops tf, Operand<TFloat32> outputGradient);
  }

  // TensorFlow keeps one table of gradients for the process, so the way from an operation to its
  // graph's functions has to be process-wide as well; entries live as long as their graph.
  private static final Map<Graph, CustomGradients> BY_GRAPH = new ConcurrentHashMap<>();

  static {
    TensorFlow.registerCustomGradient("IdentityN", CustomGradients::dispatch);
  }

  private final Graph graph;
  private final Map<String, Backward> functions = new HashMap<>();

  CustomGradients(Graph graph) {
    this.graph = graph;
    BY_GRAPH.put(graph, this);
  }

  /**
   * A tensor that equals {@code value} and whose gradient goes to {@code inputs} as {@code
   * backward} says, instead of back through the operations that made {@code value}.
   */
  Operand<TFloat32> apply(
      Ops tf, Operand<TFloat32> value, List<Operand<TFloat32>> inputs, Backward backward) {
    List<Operand<?>> passed = new ArrayList<>();
    passed.add(tf.stopGradient(value));
    passed.addAll(inputs);
    IdentityN identity = tf.identityN(passed);
    functions.put(identity.op().name(), backward);
    return GraphCasts.float32(identity.output().get(0));
  }

  @Override
  public void close() {
    BY_GRAPH.remove(graph);
  }

  private static List<Operand<?>> dispatch(Ops tf, GraphOperation op, List<Output<?>> gradients) {
    Backward function = BY_GRAPH.get(op.env()).functions.get(op.name());
    Operand<TFloat32> outputGradient = GraphCasts.float32(gradients.get(0));
    List<Operand<?>> result = new ArrayList<>();
    // The first input is the value behind stopGradient; null is not allowed in its place.
    result.add(outputGradient);
    result.addAll(function.apply(tf, outputGradient));
    return result;
  }
}
