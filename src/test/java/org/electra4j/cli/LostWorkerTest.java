package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.electra4j.cluster.FreeAddresses;
import org.electra4j.cluster.Workers;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.pretraining.PretrainingRun;
import org.electra4j.pretraining.TinyRun;
import org.electra4j.testing.WorkerThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes train together until one is lost. */
@Tag("cluster")
class LostWorkerTest {
  private static final long PATIENCE_SECONDS = 100;
  private static final int STEPS = 30;
  private static final String DATA_OF_LAST_STEP = "model.ckpt-30.data-00000-of-00001";

  /** Longer than the test waits: that it is over does not end a process. */
  private static final int LONG_SECONDS = 1000;

  /** Two looks at the others, a second apart, and the end, on a machine that is busy. */
  private static final long NOTICING_SECONDS = 20;

  /** More than a first step takes on a machine that is busy with other things. */
  private static final int STALL_SECONDS = 12;

  @TempDir Path dataDir;
  private final List<Process> started = new ArrayList<>();
  private List<String> addresses;

  @BeforeEach
  void writeData() throws IOException {
    TinyRun.writeData(dataDir, 100, 1);
    addresses = FreeAddresses.onLoopback(2);
  }

  @AfterEach
  void killAll() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void theOtherStopsWhenOneDiesBetweenStepsAndTheRunGoesOnAsIfUnbroken() throws Exception {
    ObjectNode hparams =
        TinyRun.hparams().put("num_train_steps", STEPS).put("save_checkpoints_steps", 10);
    Process chief = start("broken", 0, hparams, LONG_SECONDS);
    Process second =
        start("broken-1", DyingWorker.command(dataDir, "broken", hparams, addresses, 1, 15));

    assertThat(second.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

    assertNamesTheLost(chief, "broken", 1);
    assertThat(model("broken").resolve("model.ckpt-10.index")).exists();
    assertThat(model("broken").resolve(DATA_OF_LAST_STEP)).doesNotExist();
    trainOnThreads("broken", hparams);
    trainOnThreads("whole", hparams);
    assertThat(model("broken").resolve(DATA_OF_LAST_STEP))
        .hasSameBinaryContentAs(model("whole").resolve(DATA_OF_LAST_STEP));
  }

  @Test
  void theOtherStopsWhenTheChiefIsGoneBeforeTheFirstStep() throws Exception {
    // In this wait TensorFlow knows no deadline and cannot be made to give up.
    try (ServerSocket chief = new ServerSocket(port(addresses.get(0)))) {
      chief.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      Process second = start("headless", 1, TinyRun.hparams(), LONG_SECONDS);

      // It asks whether somebody listens, and believes it.
      chief.accept().close();
      chief.close();

      assertNamesTheLost(second, "headless", 0);
    }
  }

  @Test
  void theOtherStopsWhenOneStalls() throws Exception {
    ObjectNode hparams =
        TinyRun.hparams().put("num_train_steps", 1_000_000).put("save_checkpoints_steps", 5);
    Process chief = start("stalled", 0, hparams, STALL_SECONDS);
    Process second = start("stalled", 1, hparams, STALL_SECONDS);
    waitForACheckpoint("stalled", chief);

    signal(chief, "STOP");

    assertThat(second.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(lastLine("stalled", 1))
        .contains("worker 1 of 2 cannot go on: all workers are there, so one of them is stalled");
  }

  private void assertNamesTheLost(Process process, String name, int lost) throws Exception {
    assertThat(process.waitFor(NOTICING_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(lastLine(name, 1 - lost))
        .contains(
            "worker %d of 2 cannot go on: worker %d (%s) does not answer"
                .formatted(1 - lost, lost, addresses.get(lost)));
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private static void signal(Process process, String name) throws Exception {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  private Path model(String name) {
    return dataDir.resolve("models").resolve(name);
  }

  private Path output(String process) {
    return dataDir.resolve(process + ".txt");
  }

  private String lastLine(String name, int index) throws IOException {
    List<String> lines = Files.readAllLines(output(name + "-" + index));
    return lines.get(lines.size() - 1);
  }

  private void waitForACheckpoint(String name, Process chief) throws Exception {
    Path state = model(name).resolve("checkpoint");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(state)) {
      assertThat(chief.isAlive()).as("the chief runs").isTrue();
      assertThat(System.nanoTime()).as("the run makes no checkpoint").isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  private void trainOnThreads(String name, ObjectNode hparams) throws Exception {
    List<String> others = FreeAddresses.onLoopback(2);
    WorkerThreads.run(
        2,
        index ->
            PretrainingRun.train(
                PretrainingConfig.of(name, dataDir, hparams),
                Workers.of(others, index),
                why -> {
                  throw new AssertionError(why);
                },
                first -> (step, result) -> {},
                () -> false));
  }

  private Process start(String name, int index, ObjectNode hparams, int timeoutSeconds)
      throws IOException {
    return start(
        name + "-" + index,
        List.of(
            Main.class.getName(),
            "run-pretraining",
            "--data-dir",
            dataDir.toString(),
            "--model-name",
            name,
            "--hparams",
            hparams.toString(),
            "--workers",
            String.join(",", addresses),
            "--worker-index",
            Integer.toString(index),
            "--worker-timeout",
            Integer.toString(timeoutSeconds)));
  }

  /** Starts a class of this class path with arguments. */
  private Process start(String name, List<String> mainAndArguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(mainAndArguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output(name).toFile());
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    Process process = builder.start();
    started.add(process);
    return process;
  }
}
