package org.electra4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.electra4j.cluster.Workers;
import scala.collection.Iterator;
import scala.collection.Iterator$;
import scala.runtime.AbstractFunction1;

/**
 * One worker as a task of a barrier stage: all tasks of it run at the same time, tell each other
 * where they listen, and are ranked by their partitions.
 */
final class WorkerLaunch extends AbstractFunction1<Iterator<Integer>, Iterator<Long>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final WorkerSettings settings;
  private final WorkerProgram program;

  WorkerLaunch(WorkerSettings settings, WorkerProgram program) {
    this.settings = settings;
    this.program = program;
  }

  @Override
  public Iterator<Long> apply(Iterator<Integer> partition) {
    BarrierTaskContext context = BarrierTaskContext.get();
    int index = context.partitionId();
    String host = host(context.getTaskInfos()[index].address());
    List<String> addresses = List.of(context.allGather(host + ":" + freePort()));
    Workers workers =
        new Workers(addresses, index, settings.timeout(), settings.checkReplicasEvery());
    return Iterator$.MODULE$.single(program.run(workers, context::isInterrupted));
  }

  /** The executor's host as Spark knows it; the port is that of Spark's own server. */
  private static String host(String address) {
    return address.substring(0, address.lastIndexOf(':'));
  }

  /** TensorFlow's server wants a number, so one that is free now; if it is taken, all fail. */
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
