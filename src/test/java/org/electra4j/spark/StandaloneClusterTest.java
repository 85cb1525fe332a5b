package org.electra4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.Success$;
import org.apache.spark.TaskEndReason;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.electra4j.data.DatasetOptions;
import org.electra4j.pretraining.TinyRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("cluster")
class StandaloneClusterTest {
  /** Kills the executor of the first task that starts, and counts how tasks end. */
  private static final class Killer extends SparkListener {
    private final LoopbackCluster cluster;
    private final AtomicBoolean killed = new AtomicBoolean();
    private final List<TaskEndReason> ends = new CopyOnWriteArrayList<>();

    private Killer(LoopbackCluster cluster) {
      this.cluster = cluster;
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      if (killed.compareAndSet(false, true)) {
        cluster.executor(start.taskInfo().executorId()).orElseThrow().destroyForcibly();
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      ends.add(end.reason());
    }
  }

  @TempDir private Path directory;

  @Test
  @Timeout(300)
  void anExecutorThatIsKilledCostsItsTaskAlone() throws Exception {
    Path corpus = directory.resolve("corpus");
    Path output = directory.resolve("output");
    SparkDatasets.writeText(corpus, 8, 20_000);
    DatasetOptions options = SparkDatasets.options(4, 6);
    List<TaskEndReason> ends;
    try (LoopbackCluster cluster = new LoopbackCluster(directory, 2)) {
      Killer killer = new Killer(cluster);
      try (JavaSparkContext spark = cluster.options().connect("test", List.of())) {
        spark.sc().addSparkListener(killer);
        SparkDatasetBuilder.build(
            spark, SparkDatasets.dataset(corpus, output, options), examples -> {});
      }
      ends = killer.ends;
    }

    Map<String, String> single =
        SparkDatasets.onOneMachine(corpus, directory.resolve("single"), options);
    assertThat(SparkDatasets.shards(output)).isEqualTo(single);
    assertThat(SparkDatasets.namesIn(output)).hasSize(7);
    assertThat(ends).filteredOn(Success$.MODULE$::equals).hasSize(4);
    assertThat(ends).filteredOn(ExecutorLostFailure.class::isInstance).hasSize(1);
    assertThat(ends).hasSize(5);
  }

  @Test
  @Timeout(300)
  void workersWhoseExecutorDiesAreStartedAgainFromTheNewestCheckpoint() throws Exception {
    Path dataDir = Files.createDirectory(directory.resolve("data"));
    TinyRun.writeData(dataDir, 100, 1);
    String hparams = TinyRun.hparams().put("num_train_steps", 30).toString();

    OptionalLong last =
        trainInTwoProcesses(
            Duration.ofSeconds(15),
            new TinyProgram(dataDir.toString(), hparams, 25, true),
            () -> false);

    assertThat(last).hasValue(30);
    assertThat(TinyProgram.notes(dataDir.toString())).hasContent("started at 0\nstarted at 20");
  }

  @Test
  @Timeout(300)
  void aDriverThatIsToldToStopLetsWorkersInOtherProcessesSave() throws Exception {
    Path dataDir = Files.createDirectory(directory.resolve("data"));
    TinyRun.writeData(dataDir, 100, 1);
    String hparams =
        TinyRun.hparams()
            .put("num_train_steps", 1_000_000)
            .put("save_checkpoints_steps", 1_000_000)
            .toString();

    OptionalLong last =
        trainInTwoProcesses(
            Duration.ofSeconds(60),
            new TinyProgram(dataDir.toString(), hparams, 0, false),
            () -> Files.exists(TinyProgram.notes(dataDir.toString())));

    assertThat(last).isEmpty();
    assertThat(dataDir.resolve("models/tiny/checkpoint")).exists();
    assertThat(TinyProgram.notes(dataDir.toString())).hasContent("started at 0");
  }

  private OptionalLong trainInTwoProcesses(
      Duration timeout, TinyProgram program, BooleanSupplier stop) throws Exception {
    try (LoopbackCluster cluster = new LoopbackCluster(directory, 2);
        JavaSparkContext spark = cluster.options().connect("test", List.of())) {
      return SparkWorkers.run(spark, new WorkerSettings(2, timeout, 10, 1), program, stop);
    }
  }
}
