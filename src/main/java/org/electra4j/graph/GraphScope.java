package org.electra4j.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.DeviceSpec;
import org.tensorflow.ExecutionEnvironment;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;

/**
 * A scope whose cost does not grow with the graph. The stock scope of TensorFlow-Java looks through
 * all operations whenever a sub-scope is opened (which {@code tf.zeros} and others do), which makes
 * building a graph quadratic; this one keeps the used names in a map. It also lets names hold '/',
 * so that an operation may be called by its checkpoint name.
 */
final class GraphScope implements Scope {
  private final Graph graph;
  private final Map<String, Integer> usedNames;
  private final String prefix;
  private final String opName;
  private final List<Operation> controlInputs;
  private final String device;
  private final boolean init;

  private GraphScope(
      Graph graph,
      Map<String, Integer> usedNames,
      String prefix,
      String opName,
      List<Operation> controlInputs,
      String device,
      boolean init) {
    this.graph = graph;
    this.usedNames = usedNames;
    this.prefix = prefix;
    this.opName = opName;
    this.controlInputs = controlInputs;
    this.device = device;
    this.init = init;
  }

  /** The operations API on a new, empty graph. */
  static Ops ops(Graph graph) {
    GraphScope root = new GraphScope(graph, new HashMap<>(), "", null, List.of(), "", false);
    return Ops.create(
        new ExecutionEnvironment() {
          @Override
          public OperationBuilder opBuilder(String type, String name, Scope scope) {
            return graph.opBuilder(type, name, scope);
          }

          @Override
          public void attachFunction(ConcreteFunction function) {
            graph.attachFunction(function);
          }

          @Override
          public void checkInput(Operation input) {
            graph.checkInput(input);
          }

          @Override
          public Types environmentType() {
            return Types.GRAPH;
          }

          @Override
          public Scope baseScope() {
            return root;
          }

          @Override
          public boolean isInitializer(Operation op) {
            return graph.isInitializer(op);
          }
        });
  }

  @Override
  public ExecutionEnvironment env() {
    return graph;
  }

  @Override
  public Scope withSubScope(String childScopeName) {
    String child = makeUnique(opName == null ? childScopeName : opName) + "/";
    return new GraphScope(graph, usedNames, child, null, controlInputs, device, init);
  }

  @Override
  public Scope withName(String name) {
    return new GraphScope(graph, usedNames, prefix, name, controlInputs, device, init);
  }

  @Override
  public Scope withNameAsSubScope(String defaultName) {
    return withSubScope(defaultName);
  }

  @Override
  public Scope withDevice(DeviceSpec newDevice) {
    return new GraphScope(
        graph, usedNames, prefix, opName, controlInputs, newDevice.toString(), init);
  }

  @Override
  public Scope withInitScope() {
    return new GraphScope(graph, usedNames, prefix, opName, List.of(), device, true);
  }

  @Override
  public Scope withControlDependencyOps(Iterable<Operation> controls) {
    List<Operation> all = new ArrayList<>();
    controls.forEach(all::add);
    return new GraphScope(graph, usedNames, prefix, opName, all, device, init);
  }

  @Override
  public String makeOpName(String defaultName) {
    return makeUnique(opName == null ? defaultName : opName);
  }

  @Override
  public String makeUnique(String id) {
    String name = prefix + id;
    Integer uses = usedNames.putIfAbsent(name, 1);
    if (uses == null) {
      return name;
    }
    int next = uses;
    String candidate;
    do {
      candidate = name + "_" + next++;
    } while (usedNames.putIfAbsent(candidate, 1) != null);
    usedNames.put(name, next);
    return candidate;
  }

  @Override
  public void refreshNames() {
    for (Iterator<GraphOperation> all = graph.operations(); all.hasNext(); ) {
      usedNames.putIfAbsent(all.next().name(), 1);
    }
  }

  @Override
  public OperationBuilder apply(OperationBuilder builder) {
    if (!device.isEmpty()) {
      builder.setDevice(device);
    }
    controlInputs.forEach(builder::addControlInput);
    return builder;
  }

  @Override
  public boolean isInit() {
    return init;
  }

  @Override
  public String getDeviceString() {
    return device;
  }
}
