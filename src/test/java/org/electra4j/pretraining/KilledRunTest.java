package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.data.TokenStores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own is killed again and again, at moments that no handler hears of. */
class KilledRunTest {
  private static final int STEPS = 300;
  private static final int KILLS = 4;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path dataDir;

  @Test
  void aRunKilledAtRandomMomentsAndResumedEndsWithTheBytesOfAnUnbrokenOne()
      throws IOException, InterruptedException {
    TinyRun.writeData(dataDir, 100, 1);
    survivesKills(TinyRun.hparams(), STEPS, KILLS);
  }

  @Test
  void soDoesOneOnRandomWindowsOfItsDocuments() throws IOException, InterruptedException {
    TinyRun.writeData(dataDir, 1, 1);
    TokenStores.write(dataDir, 90, 10, 200, 31, 1, 55, 700);
    survivesKills(TinyRun.hparams().put("segments", "dynamic"), STEPS / 2, 1);
  }

  private void survivesKills(ObjectNode base, int steps, int kills)
      throws IOException, InterruptedException {
    ObjectNode hparams = base.put("num_train_steps", steps).put("save_checkpoints_steps", 5);
    PretrainingRun.train(
        TinyRun.config(dataDir, hparams), first -> (step, result) -> {}, () -> false);
    Path whole = dataDir.resolve("models/tiny");
    Path broken = dataDir.resolve("models/broken");
    Random random = new Random();

    int killed = 0;
    for (int i = 0; i < kills; i++) {
      killed += killWhileTraining(start("broken", hparams), broken, random) ? 1 : 0;
    }
    Process last = start("broken", hparams);
    assertThat(last.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

    assertThat(last.exitValue()).isZero();
    assertThat(killed).as("kills that hit a living run").isPositive();
    for (String suffix : List.of(".index", ".data-00000-of-00001")) {
      String name = "model.ckpt-" + steps + suffix;
      assertThat(broken.resolve(name)).hasSameBinaryContentAs(whole.resolve(name));
    }
    assertThat(broken.resolve("checkpoint")).hasSameTextualContentAs(whole.resolve("checkpoint"));
    try (Stream<Path> left = Files.list(broken)) {
      assertThat(left.filter(f -> f.getFileName().toString().contains(".tmp-"))).isEmpty();
    }
  }

  @Test
  void aTerminatedRunSavesACheckpointAndEndsWithStatusZero()
      throws IOException, InterruptedException {
    TinyRun.writeData(dataDir, 100, 1);
    ObjectNode hparams =
        TinyRun.hparams().put("num_train_steps", 1_000_000).put("save_checkpoints_steps", 20);
    Process process = start("stopped", hparams);
    Path model = dataDir.resolve("models/stopped");
    waitForACheckpointMore(process, model);

    process.destroy();

    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(new CheckpointManager(model, 5).latest()).isPresent();
  }

  private Process start(String name, ObjectNode hparams) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "org.electra4j.cli.Main",
            "run-pretraining",
            "--data-dir",
            dataDir.toString(),
            "--model-name",
            name,
            "--hparams",
            hparams.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static boolean killWhileTraining(Process process, Path modelDir, Random random)
      throws IOException, InterruptedException {
    waitForACheckpointMore(process, modelDir);
    Thread.sleep(random.nextInt(250));
    boolean alive = process.isAlive();
    process.destroyForcibly().waitFor();
    return alive;
  }

  private static void waitForACheckpointMore(Process process, Path modelDir)
      throws IOException, InterruptedException {
    Path state = modelDir.resolve("checkpoint");
    String before = Files.exists(state) ? Files.readString(state) : "";
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (process.isAlive() && (!Files.exists(state) || Files.readString(state).equals(before))) {
      assertThat(System.nanoTime()).as("the run makes no checkpoint").isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
