package org.electra4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.electra4j.graph.GraphTensors;
import org.electra4j.graph.Initializer;
import org.electra4j.graph.ModelGraph;
import org.electra4j.graph.Towers;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.testing.WorkerThreads;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

@Tag("cluster")
class WorkerGroupTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** What each worker of a connected group gives. */
  private static <T> List<T> inGroup(int number, Function<WorkerGroup, T> work) throws Exception {
    List<String> addresses = FreeAddresses.onLoopback(number);
    return WorkerThreads.run(
        number,
        index -> {
          Workers workers = new Workers(addresses, index, TIMEOUT, 1);
          try (WorkerGroup group = WorkerGroup.connect(workers, Towers.WHOLE, why -> {})) {
            group.begin(7);
            T result = work.apply(group);
            group.finish();
            return result;
          }
        });
  }

  @Test
  void tensorsOfManyBucketsAreSummedInTheirPlaces() throws Exception {
    List<List<float[]>> sums =
        inGroup(
            3,
            group -> {
              try (ModelGraph graph = new ModelGraph()) {
                float mine = group.index() + 1;
                List<Operand<TFloat32>> tensors =
                    List.of(
                        graph.scalar(mine),
                        graph.tf().constant(new float[][] {{mine, 2 * mine, 3 * mine}}),
                        graph
                            .tf()
                            .fill(graph.vector((int) Collectives.BUCKET), graph.scalar(10 * mine)),
                        graph.scalar(100 * mine));
                List<Operand<TFloat32>> all = group.sum(graph, tensors);
                try (Session session = group.open(graph, Towers.WHOLE)) {
                  Session.Runner runner = session.runner();
                  all.forEach(runner::fetch);
                  try (Result result = group.run(runner)) {
                    return List.of(
                        GraphTensors.floats(result.get(0)),
                        GraphTensors.floats(result.get(1)),
                        GraphTensors.floats(result.get(2)),
                        GraphTensors.floats(result.get(3)));
                  }
                }
              }
            });

    float[] sixties = new float[(int) Collectives.BUCKET];
    Arrays.fill(sixties, 60);
    for (List<float[]> ofWorker : sums) {
      assertThat(ofWorker.get(0)).containsExactly(6);
      assertThat(ofWorker.get(1)).containsExactly(6, 12, 18);
      assertThat(Arrays.equals(ofWorker.get(2), sixties)).as("all 60").isTrue();
      assertThat(ofWorker.get(3)).containsExactly(600);
    }
  }

  @Test
  void othersGetTheChiefsWeightsToTheBitAndDifferencesAreFound() throws Exception {
    List<ByteBuffer> weights =
        inGroup(
            2,
            group -> {
              try (ModelGraph graph = new ModelGraph()) {
                Variable w = graph.variable("w", Shape.of(3), Initializer.ZEROS);
                graph.slot("w/adam_m", Shape.of(2));
                try (Session session = group.open(graph, Towers.WHOLE)) {
                  VariableStore store = new VariableStore(graph, session);
                  if (group.isChief()) {
                    store.initialize(0);
                    store.assign(Map.of("w", new float[] {-0f, 1.5f, Float.MIN_VALUE}));
                  }

                  assertThat(group.shareState(graph, session, group.isChief() ? 41 : 0))
                      .isEqualTo(41);
                  group.checkReplicas(graph, store, 1);
                  store.assign(Map.of("w/adam_m", new float[] {0, group.index() * 1e-30f}));

                  assertThatThrownBy(() -> group.checkReplicas(graph, store, 2))
                      .isInstanceOf(WorkersLostException.class)
                      .hasMessageContaining("after step 2")
                      .hasMessageContaining("not the same");
                  try (VariableStore.Snapshot values = store.snapshot()) {
                    return values.bytes(w);
                  }
                }
              }
            });

    assertThat(weights.get(1)).isEqualTo(weights.get(0));
    assertThat(weights.get(1).getFloat(0)).isEqualTo(-0f);
  }

  @Test
  void oneThatWantsToStopIsHeardByAll() throws Exception {
    assertThat(inGroup(2, group -> group.any(group.index() == 1))).containsExactly(true, true);
    assertThat(inGroup(2, group -> group.any(false))).containsExactly(false, false);
  }

  @Test
  void aChiefThatNeverComesIsNamedAfterTheTimeout() throws Exception {
    List<String> addresses = FreeAddresses.onLoopback(2);
    Workers second = new Workers(addresses, 1, Duration.ofSeconds(1), 0);

    try (WorkerGroup group = WorkerGroup.connect(second, Towers.WHOLE, why -> {})) {
      assertThatThrownBy(() -> group.begin(7))
          .isInstanceOf(WorkersLostException.class)
          .hasMessage(
              "worker 1 of 2 waited 1 s for the others to start, in vain: worker 0 ("
                  + addresses.get(0)
                  + ") does not answer");
    }
  }

  @Test
  @Timeout(60)
  void oneThatEndsWhileTheChiefWaitsForItIsNamedAtOnce() throws Exception {
    List<String> addresses = FreeAddresses.onLoopback(2);
    Workers chief = new Workers(addresses, 0, Duration.ofMinutes(10), 0);
    List<String> lastResort = new CopyOnWriteArrayList<>();
    // It listens as a process does that is stopped, and never answers.
    ServerSocket mute = new ServerSocket(Workers.port(addresses.get(1)));
    ScheduledExecutorService end = Executors.newSingleThreadScheduledExecutor();

    try (mute;
        WorkerGroup group = WorkerGroup.connect(chief, Towers.WHOLE, lastResort::add)) {
      end.schedule(() -> close(mute), 2, TimeUnit.SECONDS);
      assertThatThrownBy(() -> group.begin(7))
          .isInstanceOf(WorkersLostException.class)
          .hasMessageStartingWith(
              "worker 0 of 2 cannot go on: worker 1 (%s) does not answer; start all again"
                  .formatted(addresses.get(1)));
    } finally {
      end.shutdownNow();
    }
    assertThat(lastResort).isEmpty();
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void workersThatWereStartedWithOtherHparamsAllSaySo() throws Exception {
    List<String> addresses = FreeAddresses.onLoopback(2);

    List<String> messages =
        WorkerThreads.run(
            2,
            index -> {
              Workers workers = new Workers(addresses, index, TIMEOUT, 0);
              try (WorkerGroup group = WorkerGroup.connect(workers, Towers.WHOLE, why -> {})) {
                group.begin(index);
                return "began";
              } catch (WorkersLostException e) {
                return e.getMessage();
              }
            });

    assertThat(messages)
        .hasSize(2)
        .allMatch(m -> m.startsWith("the workers were not started alike"));
  }
}
