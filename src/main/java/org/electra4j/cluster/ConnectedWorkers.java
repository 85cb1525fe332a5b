package org.electra4j.cluster;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Towers;
import org.electra4j.graph.VariableStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/** Several processes, each with a TensorFlow server, that meet in collective operations. */
final class ConnectedWorkers implements WorkerGroup {
  private static final Logger log = LoggerFactory.getLogger(ConnectedWorkers.class);

  /** How much later than TensorFlow's own deadlines the process is ended. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  /** How long a run may take to end when it is told to. */
  private static final Duration CANCELLING = Duration.ofSeconds(5);

  private final Workers workers;
  private final Peers peers;
  private final Watchdog watchdog;
  private final WorkerServer server;
  private final Collectives collectives;
  private final ControlChannel control;
  private final RunOptions limited;
  private final PeerWatch watch;
  private volatile Watchdog.Limit leaving = () -> {};

  ConnectedWorkers(Workers workers, Towers towers, Consumer<String> lastResort) {
    this.workers = workers;
    peers = new Peers(workers);
    watchdog = new Watchdog(lastResort);
    watch = new PeerWatch(peers, this::cancel);
    server = new WorkerServer(workers, towers);
    collectives = new Collectives(workers);
    limited = RunOptions.newBuilder().setTimeoutInMs(workers.timeout().toMillis()).build();
    control = new ControlChannel(this, collectives);
    log.info("worker {} of {} listens at {}", workers.index(), number(), workers.address());
  }

  @Override
  public int number() {
    return workers.number();
  }

  @Override
  public int index() {
    return workers.index();
  }

  @Override
  public Session open(ModelGraph graph, Towers towers) {
    return server.open(graph, towers);
  }

  @Override
  public List<Operand<TFloat32>> sum(ModelGraph graph, List<Operand<TFloat32>> tensors) {
    return collectives.sum(graph, tensors);
  }

  @Override
  public Result run(Session.Runner runner) {
    String hangs =
        "worker %d of %d hangs in TensorFlow for more than %d s, most likely because another is gone"
            .formatted(index(), number(), workers.timeout().toSeconds());
    try (Watchdog.Limit limit = watchdog.within(workers.timeout().plus(GRACE), hangs);
        Watchdog.Limit others = watch.during()) {
      return runner.setOptions(limited).run();
    } catch (RuntimeException e) {
      // Of any of TensorFlow's types: what failed at a peer comes here as it was there.
      throw lost(e);
    }
  }

  /** Makes the run that waits for somebody who is gone end, or the process if it does not. */
  private void cancel(String gone) {
    leaving.close();
    leaving = watchdog.within(CANCELLING, cannotGoOn(gone));
    server.cancel();
  }

  private WorkersLostException lost(RuntimeException e) {
    leaving.close();
    leaving = watchdog.within(GRACE, "worker %d does not come to its end".formatted(index()));
    return new WorkersLostException(
        "%s (TensorFlow: %s)".formatted(cannotGoOn(peers.lost()), reason(e)), e);
  }

  private String cannotGoOn(String why) {
    return "worker %d of %d cannot go on: %s; start all again, also in another number: they go on from the newest checkpoint"
        .formatted(index(), number(), why);
  }

  /** The first line that says more than from where a message came. */
  private static String reason(RuntimeException e) {
    return String.valueOf(e.getMessage())
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("From /job:"))
        .findFirst()
        .orElse(e.getClass().getSimpleName());
  }

  @Override
  public void begin(long fingerprint) {
    peers.await();
    if (!control.isSame(fingerprint)) {
      throw new WorkersLostException(
          "the workers were not started alike: hparams, number of records or number of workers differ");
    }
    log.info("all {} workers are there", number());
  }

  @Override
  public long shareState(ModelGraph graph, Session session, long step) {
    long ofChief = control.max(isChief() ? step : Long.MIN_VALUE);
    Op broadcast = collectives.broadcast(graph);
    run(session.runner().addTarget(broadcast)).close();
    return ofChief;
  }

  @Override
  public void checkReplicas(ModelGraph graph, VariableStore store, long step) {
    if (workers.checkReplicasEvery() == 0 || step % workers.checkReplicasEvery() != 0) {
      return;
    }
    if (!control.isSame(ReplicaHash.of(graph, store))) {
      throw new WorkersLostException(
          "after step %d the workers' weights are not the same any more: a machine computes wrongly, or the workers run different builds; start again from the newest checkpoint"
              .formatted(step));
    }
  }

  @Override
  public boolean any(boolean mine) {
    return control.max(mine ? 1 : 0) > 0;
  }

  @Override
  public void finish() {
    try {
      control.max(0);
    } catch (WorkersLostException e) {
      log.debug("a worker left before all were done", e);
    }
  }

  @Override
  public void close() {
    control.close();
    leaving.close();
    watch.close();
    watchdog.close();
  }
}
