package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.cluster.Workers;
import org.electra4j.testing.Closeness;
import org.electra4j.training.TrainingLoop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers as threads of this process, each with a server: what they compute. */
@Tag("cluster")
class WorkersTrainingTest {
  private static final int STEPS = 20;

  @TempDir Path dataDir;

  @BeforeEach
  void writeData() throws IOException {
    TinyRun.writeData(dataDir, 100, 1);
  }

  /** Without dropout, and with a sampler that takes the likeliest token whatever the noise. */
  private static ObjectNode withoutNoise() {
    ObjectNode hparams =
        TinyRun.hparams()
            .put("num_train_steps", STEPS)
            .put("temperature", 1e-6)
            .put("log_steps", 1);
    ((ObjectNode) hparams.get("model_hparam_overrides"))
        .put("hidden_dropout_prob", 0)
        .put("attention_probs_dropout_prob", 0);
    return hparams;
  }

  private ObjectNode in(String directory, ObjectNode hparams) {
    return hparams.deepCopy().put("model_dir", dataDir.resolve(directory).toString());
  }

  private Path checkpoint(String directory, long step) {
    return dataDir.resolve(directory).resolve("model.ckpt-" + step);
  }

  @ParameterizedTest
  @ValueSource(strings = {"original", "dense"})
  void twoWorkersTrainAsOneProcessDoes(String norm) throws Exception {
    ObjectNode hparams = withoutNoise().put("global_norm", norm);
    List<TrainingLosses> alone = new ArrayList<>();
    PretrainingRun.train(
        TinyRun.config(dataDir, in("alone", hparams)), first -> noting(alone), () -> false);
    List<TrainingLosses> together = new ArrayList<>();

    List<PretrainingRun.Outcome> outcomes =
        train(in("together", hparams), 2, noting(together), () -> false);

    assertThat(outcomes).containsOnly(new PretrainingRun.Outcome(0, STEPS)).hasSize(2);
    assertThat(together).hasSameSizeAs(alone);
    for (int i = 0; i < STEPS; i++) {
      for (String name : alone.get(i).byName().keySet()) {
        // Sums in another order, after a few updates that carry the differences on.
        assertThat(together.get(i).byName().get(name))
            .as("%s at step %d", name, i + 1)
            .isCloseTo(
                alone.get(i).byName().get(name),
                org.assertj.core.data.Percentage.withPercentage(1e-3));
      }
    }
    assertSameWeights(checkpoint("together", STEPS), checkpoint("alone", STEPS));
  }

  private record TrainingLosses(java.util.Map<String, Double> byName) {}

  private static TrainingLoop.Listener noting(List<TrainingLosses> losses) {
    return (step, result) -> losses.add(new TrainingLosses(result.losses()));
  }

  private static void assertSameWeights(Path ours, Path theirs) {
    try (TensorBundleReader a = TensorBundleReader.open(ours);
        TensorBundleReader b = TensorBundleReader.open(theirs)) {
      assertThat(a.tensors().keySet()).isEqualTo(b.tensors().keySet());
      for (String name : b.tensors().keySet()) {
        if (!name.equals("global_step")) {
          Closeness.assertClose(name, a.readFloats(name), b.readFloats(name), 2e-5f);
        }
      }
    }
  }

  private List<PretrainingRun.Outcome> train(
      ObjectNode hparams, int number, TrainingLoop.Listener listener, BooleanSupplier stop)
      throws Exception {
    List<String> addresses = freeAddresses(number);
    List<CompletableFuture<PretrainingRun.Outcome>> running = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Workers workers = new Workers(addresses, i, Duration.ofSeconds(60), 1);
      running.add(
          CompletableFuture.supplyAsync(
              () ->
                  PretrainingRun.train(
                      TinyRun.config(dataDir, hparams),
                      workers,
                      why -> {
                        throw new AssertionError(why);
                      },
                      first -> listener,
                      stop),
              task -> new Thread(task).start()));
    }
    List<PretrainingRun.Outcome> outcomes = new ArrayList<>();
    for (CompletableFuture<PretrainingRun.Outcome> worker : running) {
      outcomes.add(worker.get(100, TimeUnit.SECONDS));
    }
    return outcomes;
  }

  private static List<String> freeAddresses(int number) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < number; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(s -> "127.0.0.1:" + s.getLocalPort()).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}
