package org.electra4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.electra4j.io.BadInputException;
import org.electra4j.pretraining.TinyRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers as tasks of one process. */
@Tag("cluster")
class SparkWorkersTest {
  private final ObjectNode hparams = TinyRun.hparams().put("num_train_steps", 30);

  @TempDir private Path dataDir;
  private JavaSparkContext spark;

  @BeforeEach
  void startSpark() throws IOException {
    TinyRun.writeData(dataDir, 100, 1);
    spark =
        // Twice as many as there are workers: one that lost the other still waits for it.
        new SparkOptions("local[4]", Map.of("spark.driver.host", "127.0.0.1"))
            .connect("test", List.of());
  }

  @AfterEach
  void stopSpark() {
    spark.close();
  }

  @Test
  void afterAFailureAllStartAgainFromTheNewestCheckpoint() {
    assertThat(train(25, 1)).isEqualTo(30);

    assertThat(TinyProgram.notes(dataDir.toString())).hasContent("started at 0\nstarted at 20");
    assertThat(dataDir.resolve("models/tiny/model.ckpt-30.index")).exists();
  }

  @Test
  void failuresComeToAnEnd() {
    assertThatThrownBy(() -> train(1, 0))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("fails for the test");
  }

  @Test
  void whatAnotherAttemptWouldNotChangeIsToldAtOnce() {
    hparams.put("train_batch_size", 9);

    assertThatThrownBy(() -> train(0, 5))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("train_batch_size is 9, expected a multiple of");
  }

  @Test
  @Timeout(100)
  void aDriverThatIsToldToStopLetsTheWorkersSave() {
    hparams.put("num_train_steps", 1_000_000).put("save_checkpoints_steps", 1_000_000);

    OptionalLong last = train(0, 5, () -> Files.exists(TinyProgram.notes(dataDir.toString())));

    assertThat(last).isEmpty();
    assertThat(dataDir.resolve("models/tiny/checkpoint")).exists();
    assertThat(TinyProgram.notes(dataDir.toString())).hasContent("started at 0");
  }

  private long train(int failAfter, int restarts) {
    return train(failAfter, restarts, () -> false).orElseThrow();
  }

  private OptionalLong train(int failAfter, int restarts, BooleanSupplier stop) {
    return SparkWorkers.run(
        spark,
        new WorkerSettings(2, Duration.ofSeconds(30), 10, restarts),
        new TinyProgram(dataDir.toString(), hparams.toString(), failAfter, false),
        stop);
  }
}
