package org.electra4j.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A TensorFlow graph under construction: the operations, the variables by checkpoint name, the
 * constants (each made once), the hand-written gradients and the source of randomness.
 *
 * <p>Everything random in the graph is a stateless function of one fed scalar, {@link
 * #randomSeed()}, and of a number that each use takes in building order; with the same seed a step
 * repeats bit for bit.
 */
public final class ModelGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Ops tf = GraphScope.ops(graph);
  private final CustomGradients gradients = new CustomGradients(graph);
  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private final Map<Object, Operand<?>> constants = new HashMap<>();
  private final Map<String, List<Operand<TFloat32>>> lookupGradients = new HashMap<>();
  private final Set<String> lookedUp = new HashSet<>();
  private final Set<String> usedAsMatrix = new HashSet<>();
  private Placeholder<TInt64> randomSeed;
  private int randomUses;

  public Graph graph() {
    return graph;
  }

  /** The operations API; names do not slow it down as the graph grows. */
  public Ops tf() {
    return tf;
  }

  /** The trainable variable of that name, made at first use. */
  public Variable variable(String name, Shape shape, Initializer initializer) {
    return variable(name, shape, initializer, true);
  }

  /** A variable that is saved but has no gradient, such as a slot of the optimiser. */
  public Variable slot(String name, Shape shape) {
    return variable(name, shape, Initializer.ZEROS, false);
  }

  private Variable variable(String name, Shape shape, Initializer initializer, boolean trainable) {
    Variable known = variables.get(name);
    if (known == null) {
      // Without a shared name all handles of a graph are one and the same variable.
      VarHandleOp handle =
          tf.withName(name).varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
      Operand<TFloat32> value = tf.withName(name + "/Read").readVariableOp(handle, TFloat32.class);
      known = new Variable(name, shape, initializer, trainable, handle, value);
      variables.put(name, known);
    } else if (!known.shape().equals(shape)) {
      throw new IllegalArgumentException(
          name + " is used with shape " + shape + " and with shape " + known.shape());
    }
    return known;
  }

  /**
   * The variable of that name.
   *
   * @throws IllegalArgumentException if the graph has none
   */
  public Variable variable(String name) {
    Variable known = variables.get(name);
    if (known == null) {
      throw new IllegalArgumentException("the graph has no variable " + name);
    }
    return known;
  }

  /** All variables in the order of their making. */
  public Collection<Variable> variables() {
    return Collections.unmodifiableCollection(variables.values());
  }

  /** The variables that have a gradient, in the order of their making. */
  public List<Variable> trainableVariables() {
    return variables.values().stream().filter(Variable::trainable).toList();
  }

  /** A float32 scalar. */
  public Operand<TFloat32> scalar(float value) {
    return GraphCasts.float32(constant(value, () -> tf.constant(value)));
  }

  /** An int32 scalar. */
  public Operand<TInt32> scalar(int value) {
    return GraphCasts.int32(constant(value, () -> tf.constant(value)));
  }

  /** An int32 vector: a shape, a permutation, begin or size of a slice. */
  public Operand<TInt32> vector(int... values) {
    List<Object> key = new ArrayList<>();
    for (int value : values) {
      key.add(value);
    }
    return GraphCasts.int32(constant(key, () -> tf.constant(values)));
  }

  private Operand<?> constant(Object key, Supplier<Operand<?>> maker) {
    Operand<?> known = constants.get(key);
    if (known == null) {
      known = maker.get();
      constants.put(key, known);
    }
    return known;
  }

  /** The scalar on which all randomness of a step depends: int64, fed with each run. */
  public Placeholder<TInt64> randomSeed() {
    if (randomSeed == null) {
      randomSeed =
          tf.withName("random_seed").placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    }
    return randomSeed;
  }

  /** Whether anything in the graph is random, so that {@link #randomSeed()} must be fed. */
  public boolean isRandom() {
    return randomSeed != null;
  }

  /** A seed of shape [2] for one stateless random operation, different for each call. */
  public Operand<TInt64> nextSeed() {
    return tf.stack(List.of(randomSeed(), tf.constant((long) randomUses++)));
  }

  /**
   * Replaces the gradient of {@code value} by the inputs through {@code backward}.
   *
   * @see CustomGradients
   */
  Operand<TFloat32> withGradient(
      Operand<TFloat32> value, List<Operand<TFloat32>> inputs, CustomGradients.Backward backward) {
    return gradients.apply(tf, value, inputs, backward);
  }

  void markLookedUp(Variable table) {
    lookedUp.add(table.name());
  }

  void markUsedAsMatrix(Variable table) {
    usedAsMatrix.add(table.name());
  }

  /**
   * Whether rows of the variable are looked up and nothing else is done with it, so that the
   * original's gradient is sparse (quirk 3).
   */
  public boolean isOnlyLookedUp(Variable variable) {
    return lookedUp.contains(variable.name()) && !usedAsMatrix.contains(variable.name());
  }

  /**
   * The gradients of a scalar by variables, in their order.
   *
   * @throws IllegalArgumentException if the scalar does not depend on one of them
   */
  public List<Operand<TFloat32>> gradients(Operand<TFloat32> scalar, List<Variable> variables) {
    Output<?>[] by = variables.stream().map(v -> v.value().asOutput()).toArray(Output<?>[]::new);
    List<Operand<TFloat32>> result = new ArrayList<>();
    for (Output<?> gradient :
        graph.addGradients("gradients", new Output<?>[] {scalar.asOutput()}, by, null)) {
      result.add(GraphCasts.float32(gradient));
    }
    return result;
  }

  /** Notes the gradient by the rows that a lookup in {@code table} returned. */
  void addLookupGradient(Operand<TFloat32> table, Operand<TFloat32> rowsGradient) {
    lookupGradients.computeIfAbsent(table.op().name(), name -> new ArrayList<>()).add(rowsGradient);
  }

  /**
   * The gradients by the rows that lookups in {@code variable} returned, each [rows, width], before
   * the rows of one token are summed. Filled while gradients are built.
   */
  public List<Operand<TFloat32>> lookupGradients(Variable variable) {
    return lookupGradients.getOrDefault(variable.value().op().name(), List.of());
  }

  @Override
  public void close() {
    gradients.close();
    graph.close();
  }
}
