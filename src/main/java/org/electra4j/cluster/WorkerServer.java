package org.electra4j.cluster;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Sessions;
import org.electra4j.graph.Towers;
import org.electra4j.io.BadInputException;
import org.tensorflow.RemoteSession;
import org.tensorflow.Server;
import org.tensorflow.Session;
import org.tensorflow.proto.ClusterDef;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.JobDef;
import org.tensorflow.proto.ServerDef;

/**
 * The TensorFlow server of this process. It serves until the process ends: TensorFlow has no way to
 * stop one.
 */
final class WorkerServer {
  private static final String JOB = "worker";

  private final Workers workers;
  private final List<RemoteSession> opened = new ArrayList<>();

  /**
   * Starts to listen.
   *
   * @param towers of the graph to be run, which decide on threads
   * @throws BadInputException if the address is taken or is none of this machine
   */
  WorkerServer(Workers workers, Towers towers) {
    this.workers = workers;
    JobDef.Builder job = JobDef.newBuilder().setName(JOB);
    for (int i = 0; i < workers.number(); i++) {
      job.putTasks(i, workers.addresses().get(i));
    }
    try {
      serve(
          new Server(
              ServerDef.newBuilder()
                  .setProtocol("grpc")
                  .setJobName(JOB)
                  .setTaskIndex(workers.index())
                  .setCluster(ClusterDef.newBuilder().addJob(job))
                  .setDefaultSessionConfig(config(towers))
                  .build()));
    } catch (RuntimeException e) {
      throw new BadInputException(
          "worker %d cannot listen at %s, expected a free port of this machine: %s"
              .formatted(
                  workers.index(), workers.address(), e.getMessage().lines().findFirst().get()),
          e);
    }
  }

  /** Starts the server, and a thread that keeps it: to collect it as garbage ends the process. */
  private static void serve(Server server) {
    server.start();
    Thread keeper = new Thread(server::join, "worker-server");
    keeper.setDaemon(true);
    keeper.start();
  }

  /** Opens a session on this process's devices; other workers are seen by collectives only. */
  Session open(ModelGraph graph, Towers towers) {
    RemoteSession session =
        RemoteSession.open(graph.graph(), "grpc://" + workers.address(), config(towers));
    opened.removeIf(RemoteSession::isClosed);
    opened.add(session);
    return session.session();
  }

  /**
   * Ends what runs, with an error; after that no session runs anything. For another thread than
   * that which waits for a run, while it does.
   */
  void cancel() {
    opened.forEach(RemoteSession::cancel);
  }

  private ConfigProto config(Towers towers) {
    return Sessions.config(towers)
        .addDeviceFilters("/job:%s/task:%d".formatted(JOB, workers.index()))
        // The server has its threads from its own start.
        .clearUsePerSessionThreads()
        .setIsolateSessionState(true)
        .setExperimental(
            ConfigProto.Experimental.newBuilder()
                .setCollectiveGroupLeader("/job:%s/replica:0/task:0".formatted(JOB)))
        .build();
  }
}
