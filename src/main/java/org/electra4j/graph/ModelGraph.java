package org.electra4j.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.tensorflow.DeviceSpec;
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
import org.tensorflow.types.family.TType;

/**
 * A TensorFlow graph under construction: the operations, the variables by checkpoint name, the
 * constants (each made once), the hand-written gradients and the source of randomness.
 *
 * <p>Everything random in the graph is a stateless function of one fed scalar, {@link
 * #randomSeed()}, and of a number that each use takes in building order; with the same seed a step
 * repeats bit for bit.
 */
public final class ModelGraph implements AutoCloseable {
  /**
   * Where operations are built.
   *
   * @param device none is where TensorFlow thinks best, which is the first one
   */
  private record Place(Ops tf, String device) {}

  private final Graph graph = new Graph();
  private final Place anywhere = new Place(GraphScope.ops(graph), "");
  private final CustomGradients gradients = new CustomGradients(graph);
  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private final Map<Object, Operand<?>> made = new HashMap<>();
  private final Products products;
  private final Map<String, List<Lookup>> lookups = new HashMap<>();
  private final Map<String, List<Operand<TFloat32>>> lookupGradients = new HashMap<>();
  private final Set<String> usedAsMatrix = new HashSet<>();
  private Place here = anywhere;
  private boolean usesDevices;
  private Placeholder<TInt64> randomSeed;
  private int randomUses;

  /** A graph in float32. */
  public ModelGraph() {
    this(Sessions.Precision.FP32);
  }

  /** A graph whose matrix products are of that precision. */
  public ModelGraph(Sessions.Precision precision) {
    this.products = new Products(this, precision);
  }

  public Graph graph() {
    return graph;
  }

  /**
   * The operations API; names do not slow it down as the graph grows. Within {@link #on} its
   * operations are on that device.
   */
  public Ops tf() {
    return here.tf;
  }

  /**
   * Builds something on a device: all of it but variables, and gradients of it as well.
   *
   * @return what {@code maker} gives
   */
  <T> T on(DeviceSpec device, Supplier<T> maker) {
    usesDevices = true;
    return in(new Place(anywhere.tf.withDevice(device), device.toString()), maker);
  }

  private <T> T in(Place place, Supplier<T> maker) {
    Place outside = here;
    here = place;
    try {
      return maker.get();
    } finally {
      here = outside;
    }
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
          anywhere
              .tf
              .withName(name)
              .varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName(name));
      Operand<TFloat32> value =
          anywhere.tf.withName(name + "/Read").readVariableOp(handle, TFloat32.class);
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
    return GraphCasts.float32(once(value, () -> here.tf.constant(value)));
  }

  /** An int32 scalar. */
  public Operand<TInt32> scalar(int value) {
    return GraphCasts.int32(once(value, () -> here.tf.constant(value)));
  }

  /** An int32 vector: a shape, a permutation, begin or size of a slice. */
  public Operand<TInt32> vector(int... values) {
    List<Object> key = new ArrayList<>();
    for (int value : values) {
      key.add(value);
    }
    return GraphCasts.int32(once(key, () -> here.tf.constant(values)));
  }

  /**
   * What {@code maker} made when first asked for {@code key}: it is computed once a step, on each
   * device where it is asked for.
   */
  Operand<?> once(Object key, Supplier<Operand<?>> maker) {
    Object keyHere = List.of(here.device, key);
    Operand<?> known = made.get(keyHere);
    if (known == null) {
      known = maker.get();
      made.put(keyHere, known);
    }
    return known;
  }

  Products products() {
    return products;
  }

  /** The rows of all tensors, one below the other; of a single one that tensor itself. */
  public <T extends TType> Operand<T> rows(List<Operand<T>> tensors) {
    return tensors.size() == 1 ? tensors.get(0) : here.tf.concat(tensors, scalar(0));
  }

  /** The scalar on which all randomness of a step depends: int64, fed with each run. */
  public Placeholder<TInt64> randomSeed() {
    if (randomSeed == null) {
      randomSeed =
          anywhere
              .tf
              .withName("random_seed")
              .placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    }
    return randomSeed;
  }

  /** Whether anything in the graph is random, so that {@link #randomSeed()} must be fed. */
  public boolean isRandom() {
    return randomSeed != null;
  }

  /** A seed of shape [2] for one stateless random operation, different for each call. */
  public Operand<TInt64> nextSeed() {
    return here.tf.stack(List.of(randomSeed(), here.tf.constant((long) randomUses++)));
  }

  /**
   * Replaces the gradient of {@code value} by the inputs through {@code backward}.
   *
   * @see CustomGradients
   */
  Operand<TFloat32> withGradient(
      Operand<TFloat32> value, List<Operand<TFloat32>> inputs, CustomGradients.Backward backward) {
    // What the value was made of is known by its device.
    Place place = here;
    return gradients.apply(
        here.tf, value, inputs, (t, dy) -> in(place, () -> backward.apply(t, dy)));
  }

  /**
   * A lookup in an embedding table.
   *
   * @param ids [rows] int32
   * @param rows [rows, width]
   */
  private record Lookup(Operand<TInt32> ids, Operand<TFloat32> rows) {}

  /**
   * Rows of a table. Their gradient does not flow back to the table by itself; {@link #gradients}
   * adds those of all lookups at once, for each alone would be as large as the table.
   *
   * @param ids [rows] int32
   * @return [rows, width]
   */
  Operand<TFloat32> lookup(Variable table, Operand<TInt32> ids) {
    Operand<TFloat32> rows = here.tf.stopGradient(here.tf.gather(table.value(), ids, scalar(0)));
    lookups.computeIfAbsent(table.name(), name -> new ArrayList<>()).add(new Lookup(ids, rows));
    return rows;
  }

  void markUsedAsMatrix(Variable table) {
    usedAsMatrix.add(table.name());
  }

  /**
   * Whether rows of the variable are looked up and nothing else is done with it, so that the
   * original's gradient is sparse (quirk 3).
   */
  public boolean isOnlyLookedUp(Variable variable) {
    return lookups.containsKey(variable.name()) && !usedAsMatrix.contains(variable.name());
  }

  /**
   * The gradients of a scalar by variables, in their order.
   *
   * @throws IllegalArgumentException if the scalar does not depend on one of them
   */
  public List<Operand<TFloat32>> gradients(Operand<TFloat32> scalar, List<Variable> variables) {
    List<Output<?>> by = new ArrayList<>();
    for (Variable variable : variables) {
      if (!isOnlyLookedUp(variable)) {
        by.add(variable.value().asOutput());
      }
    }
    for (Variable variable : variables) {
      lookupsIn(variable).forEach(lookup -> by.add(lookup.rows().asOutput()));
    }
    int before = usesDevices ? GradientDevices.count(graph) : 0;
    Iterator<Output<?>> made =
        List.of(
                graph.addGradients(
                    "gradients",
                    new Output<?>[] {scalar.asOutput()},
                    by.toArray(new Output<?>[0]),
                    null))
            .iterator();
    if (usesDevices) {
      GradientDevices.follow(graph, before);
    }
    List<Operand<TFloat32>> dense = new ArrayList<>();
    for (Variable variable : variables) {
      dense.add(isOnlyLookedUp(variable) ? null : GraphCasts.float32(made.next()));
    }
    List<Operand<TFloat32>> result = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      List<Operand<TFloat32>> byRows = new ArrayList<>();
      lookupsIn(variables.get(i)).forEach(lookup -> byRows.add(GraphCasts.float32(made.next())));
      lookupGradients.put(variables.get(i).name(), byRows);
      result.add(byRows.isEmpty() ? dense.get(i) : sum(variables.get(i), dense.get(i), byRows));
    }
    return result;
  }

  private List<Lookup> lookupsIn(Variable variable) {
    return lookups.getOrDefault(variable.name(), List.of());
  }

  /**
   * The gradient by a table in which rows were looked up.
   *
   * @param dense the gradient by its use as a matrix, null without one
   * @param byRows the gradients by the rows of each lookup
   */
  private Operand<TFloat32> sum(
      Variable table, Operand<TFloat32> dense, List<Operand<TFloat32>> byRows) {
    Operand<TInt32> ids = rows(lookupsIn(table).stream().map(Lookup::ids).toList());
    Operand<TFloat32> rows = rows(byRows);
    return dense == null
        ? here.tf.math.unsortedSegmentSum(rows, ids, scalar(Math.toIntExact(table.shape().get(0))))
        : here.tf.tensorScatterNdAdd(dense, here.tf.expandDims(ids, scalar(1)), rows);
  }

  /**
   * The gradients by the rows that lookups in {@code variable} returned, each [rows, width], before
   * the rows of one token are summed. Known when {@link #gradients} is done.
   */
  public List<Operand<TFloat32>> lookupGradients(Variable variable) {
    return lookupGradients.getOrDefault(variable.name(), List.of());
  }

  @Override
  public void close() {
    gradients.close();
    graph.close();
  }
}
