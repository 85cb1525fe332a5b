package org.electra4j.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.electra4j.graph.GraphCasts;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Variable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.collective.CollectiveBcastRecv;
import org.tensorflow.op.collective.CollectiveBcastSend;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Adds collective operations to graphs. Each has a key, by which the workers' operations find each
 * other, so all workers have to add the same ones in the same order.
 */
final class Collectives {
  /**
   * Floats that go together: a collective for each tensor costs several times as much (measured).
   */
  static final long BUCKET = 4_000_000;

  private static final int GROUP_KEY = 1;

  private final Workers workers;
  private int nextKey = 1;

  Collectives(Workers workers) {
    this.workers = workers;
  }

  /** The sums of the tensors over all workers; shapes have to be known. */
  List<Operand<TFloat32>> sum(ModelGraph graph, List<Operand<TFloat32>> tensors) {
    Ops tf = graph.tf();
    List<Operand<TFloat32>> sums = new ArrayList<>();
    for (List<Operand<TFloat32>> bucket : buckets(tensors, t -> t.shape().size())) {
      Operand<TFloat32> sum = GraphCasts.float32(reduce(tf, flat(graph, bucket), "Add"));
      sums.addAll(split(graph, sum, bucket.stream().map(Operand::shape).toList()));
    }
    return sums;
  }

  /**
   * One reduction over all workers.
   *
   * @param merge {@code Add} or {@code Max}
   */
  Operand<?> reduce(Ops tf, Operand<?> x, String merge) {
    // TensorFlow-Java's class of this name makes the next version of it, which is another
    // operation.
    return tf.scope()
        .opBuilder("CollectiveReduceV2", "AllReduce")
        .addInput(x.asOutput())
        .addInput(tf.constant(workers.number()).asOutput())
        .addInput(tf.constant(GROUP_KEY).asOutput())
        .addInput(tf.constant(nextKey++).asOutput())
        .addInputList(new org.tensorflow.Output<?>[0])
        .setAttr("merge_op", merge)
        .setAttr("final_op", "Id")
        .setAttr("communication_hint", "ring")
        .setAttr("timeout_seconds", timeoutSeconds())
        .build()
        .output(0);
  }

  /** What gives all variables of the other workers the values that those of the chief have. */
  Op broadcast(ModelGraph graph) {
    Ops tf = graph.tf();
    List<Op> done = new ArrayList<>();
    for (List<Variable> bucket : buckets(List.copyOf(graph.variables()), v -> v.shape().size())) {
      Operand<TInt32> number = tf.constant(workers.number());
      Operand<TInt32> group = tf.constant(GROUP_KEY);
      Operand<TInt32> key = tf.constant(nextKey++);
      if (workers.index() == 0) {
        Operand<TFloat32> values = flat(graph, bucket.stream().map(Variable::value).toList());
        done.add(
            CollectiveBcastSend.create(
                tf.scope(),
                values,
                number,
                group,
                key,
                CollectiveBcastSend.timeoutSeconds(timeoutSeconds())));
      } else {
        int size = Math.toIntExact(bucket.stream().mapToLong(v -> v.shape().size()).sum());
        Operand<TFloat32> values =
            CollectiveBcastRecv.create(
                tf.scope(),
                number,
                group,
                key,
                tf.constant(new int[] {size}),
                TFloat32.class,
                CollectiveBcastRecv.timeoutSeconds(timeoutSeconds()));
        List<Operand<TFloat32>> parts =
            split(graph, values, bucket.stream().map(Variable::shape).toList());
        for (int i = 0; i < bucket.size(); i++) {
          done.add(tf.assignVariableOp(bucket.get(i).handle(), parts.get(i)));
        }
      }
    }
    return tf.withControlDependencies(done).noOp();
  }

  private float timeoutSeconds() {
    return workers.timeout().toMillis() / 1000f;
  }

  /** Neighbours together, as many as a bucket holds, and at least one. */
  static <T> List<List<T>> buckets(List<T> tensors, ToLongFunction<T> size) {
    List<List<T>> buckets = new ArrayList<>();
    long filled = 0;
    for (T tensor : tensors) {
      long floats = size.applyAsLong(tensor);
      if (buckets.isEmpty() || filled + floats > BUCKET) {
        buckets.add(new ArrayList<>());
        filled = 0;
      }
      buckets.get(buckets.size() - 1).add(tensor);
      filled += floats;
    }
    return buckets;
  }

  /** All entries, [floats]. */
  private static Operand<TFloat32> flat(ModelGraph graph, List<Operand<TFloat32>> tensors) {
    Ops tf = graph.tf();
    List<Operand<TFloat32>> vectors = new ArrayList<>();
    tensors.forEach(tensor -> vectors.add(tf.reshape(tensor, graph.vector(-1))));
    return graph.rows(vectors);
  }

  /** The tensors whose entries these are. */
  private static List<Operand<TFloat32>> split(
      ModelGraph graph, Operand<TFloat32> flat, List<Shape> shapes) {
    Ops tf = graph.tf();
    int[] sizes = shapes.stream().mapToInt(shape -> Math.toIntExact(shape.size())).toArray();
    List<Operand<TFloat32>> parts = new ArrayList<>();
    int i = 0;
    for (Operand<TFloat32> part :
        tf.splitV(flat, graph.vector(sizes), graph.scalar(0), (long) sizes.length).output()) {
      parts.add(tf.reshape(part, tf.constant(shapes.get(i++).asArray())));
    }
    return parts;
  }
}
