package org.electra4j.cluster;

import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Towers;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt64;

/** A small graph of its own by which the workers compare numbers. */
final class ControlChannel implements AutoCloseable {
  private static final int NUMBERS = 2;

  private final ModelGraph graph = new ModelGraph();
  private final Placeholder<TInt64> mine;
  private final Operand<?> largest;
  private final ConnectedWorkers group;
  private final Session session;

  ControlChannel(ConnectedWorkers group, Collectives collectives) {
    this.group = group;
    Ops tf =
        graph
            .tf()
            .withDevice(
                DeviceSpec.newBuilder()
                    .deviceType(DeviceSpec.DeviceType.CPU)
                    .deviceIndex(0)
                    .build());
    mine = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(NUMBERS)));
    largest = collectives.reduce(tf, mine, "Max");
    session = group.open(graph, Towers.WHOLE);
  }

  /** The largest of all workers' numbers. */
  long max(long number) {
    return max(number, number)[0];
  }

  /** Whether all workers have the same number. */
  boolean isSame(long number) {
    // The complement is largest where the number is smallest.
    long[] largest = max(number, ~number);
    return largest[0] == ~largest[1];
  }

  private long[] max(long first, long second) {
    try (TInt64 fed = TInt64.vectorOf(first, second);
        Result result = group.run(session.runner().feed(mine, fed).fetch(largest))) {
      TInt64 found = (TInt64) result.get(0);
      return new long[] {found.getLong(0), found.getLong(1)};
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
