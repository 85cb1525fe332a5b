package org.electra4j.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.tensorflow.Operand;
import org.tensorflow.RawTensor;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.random.StatelessRandomUniform;
import org.tensorflow.op.random.StatelessTruncatedNormal;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The values of a graph's variables in a session: started, read and set by name. */
public final class VariableStore {
  private final ModelGraph graph;
  private final Session session;

  public VariableStore(ModelGraph graph, Session session) {
    this.graph = graph;
    this.session = session;
  }

  /**
   * Gives all variables their first values. A value depends on the seed and on the variable's name,
   * not on what else is in the graph.
   */
  public void initialize(long seed) {
    Ops tf = graph.tf();
    Placeholder<TInt64> fedSeed = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    List<Op> assignments = new ArrayList<>();
    for (Variable variable : graph.variables()) {
      assignments.add(tf.assignVariableOp(variable.handle(), initialValue(variable, fedSeed)));
    }
    Op init = tf.withControlDependencies(assignments).withName("init").noOp();
    try (TInt64 value = TInt64.scalarOf(seed)) {
      session.runner().feed(fedSeed, value).addTarget(init.op()).run().close();
    }
  }

  private Operand<TFloat32> initialValue(Variable variable, Operand<TInt64> seed) {
    Ops tf = graph.tf();
    Operand<TInt64> shape = tf.constant(variable.shape().asArray());
    if (variable.initializer() instanceof Initializer.Constant constant) {
      return tf.fill(shape, graph.scalar(constant.value()));
    }
    long nameHash =
        UUID.nameUUIDFromBytes(variable.name().getBytes(StandardCharsets.UTF_8))
            .getMostSignificantBits();
    Operand<TInt64> seedOfName = tf.stack(List.of(seed, tf.constant(nameHash)));
    if (variable.initializer() instanceof Initializer.TruncatedNormal normal) {
      return tf.math.mul(
          StatelessTruncatedNormal.create(tf.scope(), shape, seedOfName, TFloat32.class),
          graph.scalar((float) normal.stddev()));
    }
    // Glorot and Bengio 2010: the kernel is [fan in, fan out].
    double limit = Math.sqrt(6.0 / (variable.shape().get(0) + variable.shape().get(1)));
    Operand<TFloat32> uniform =
        StatelessRandomUniform.create(tf.scope(), shape, seedOfName, TFloat32.class);
    return tf.math.mul(tf.math.sub(uniform, graph.scalar(0.5f)), graph.scalar((float) (2 * limit)));
  }

  /**
   * The values of all variables at this moment, shared with them: no update may run before it is
   * closed. One run fetches them all, for each new set of fetches costs TensorFlow a walk through
   * the graph.
   */
  public Snapshot snapshot() {
    List<Variable> variables = List.copyOf(graph.variables());
    Session.Runner runner = session.runner();
    variables.forEach(v -> runner.fetch(v.value()));
    return new Snapshot(variables, runner.run());
  }

  /** Values of variables, held until closed. */
  public static final class Snapshot implements AutoCloseable {
    private final Map<String, Tensor> values = new HashMap<>();
    private final Result result;

    private Snapshot(List<Variable> variables, Result result) {
      this.result = result;
      for (int i = 0; i < variables.size(); i++) {
        values.put(variables.get(i).name(), result.get(i));
      }
    }

    /** The float32 entries of a variable in row-major order, little endian. */
    public ByteBuffer bytes(Variable variable) {
      RawTensor raw = values.get(variable.name()).asRawTensor();
      byte[] bytes = new byte[Math.toIntExact(raw.numBytes())];
      raw.data().read(bytes);
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
      result.close();
    }
  }

  /**
   * Sets variables.
   *
   * @param values float32 entries in row-major order by variable name; names that the graph lacks
   *     are an error
   */
  public void assign(Map<String, float[]> values) {
    Ops tf = graph.tf();
    Session.Runner runner = session.runner();
    List<Tensor> fed = new ArrayList<>();
    try {
      for (Map.Entry<String, float[]> entry : values.entrySet()) {
        Variable variable = graph.variable(entry.getKey());
        Placeholder<TFloat32> value =
            tf.placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
        TFloat32 tensor = GraphTensors.of(variable.shape(), entry.getValue());
        fed.add(tensor);
        runner.feed(value, tensor).addTarget(tf.assignVariableOp(variable.handle(), value).op());
      }
      runner.run().close();
    } finally {
      fed.forEach(Tensor::close);
    }
  }
}
