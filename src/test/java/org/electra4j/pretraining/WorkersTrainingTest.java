package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.assertj.core.data.Percentage;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.cluster.FreeAddresses;
import org.electra4j.cluster.Workers;
import org.electra4j.io.BadInputException;
import org.electra4j.testing.Closeness;
import org.electra4j.testing.WorkerThreads;
import org.electra4j.training.TrainingLoop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workers compute what one process computes. */
@Tag("cluster")
class WorkersTrainingTest {
  private static final int STEPS = 20;

  /** Every step, so that a run that ends had bit-identical replicas all the way. */
  private static final int CHECK_REPLICAS_EVERY = 1;

  @TempDir Path dataDir;

  @BeforeEach
  void writeData() throws IOException {
    TinyRun.writeData(dataDir, 100, 1);
  }

  @ParameterizedTest
  @CsvSource({"original, 1, 1", "dense, 1, 1", "original, 2, 1", "original, 1, 2"})
  void twoWorkersTrainAsOneProcessDoes(String norm, int parts, int devices) throws Exception {
    ObjectNode hparams = withoutNoise().put("global_norm", norm);
    List<Map<String, Double>> alone = new ArrayList<>();
    List<Map<String, Double>> together = new ArrayList<>();

    trainAlone(in("alone", hparams), noting(alone));
    List<PretrainingRun.Outcome> outcomes =
        train(
            2,
            in(
                "together",
                hparams
                    .deepCopy()
                    .put("gradient_accumulation_steps", parts)
                    .put("num_devices", devices)),
            noting(together),
            () -> false);

    assertThat(outcomes).hasSize(2).containsOnly(new PretrainingRun.Outcome(0, STEPS));
    assertThat(together).hasSize(STEPS).hasSameSizeAs(alone);
    for (int i = 0; i < STEPS; i++) {
      for (String name : alone.get(i).keySet()) {
        // Sums are taken in another order; each update carries the difference on.
        assertThat(together.get(i).get(name))
            .as("%s at step %d", name, i + 1)
            .isCloseTo(alone.get(i).get(name), Percentage.withPercentage(0.001));
      }
    }
    assertSameWeights("together", "alone");
  }

  @Test
  void aRunGoesOnWithOtherNumbersOfWorkers() throws Exception {
    ObjectNode hparams = withoutNoise();
    trainAlone(in("alone", hparams), (step, result) -> {});
    ObjectNode elastic = in("elastic", hparams);
    List<Map<String, Double>> done = new ArrayList<>();

    List<PretrainingRun.Outcome> byTwo = train(2, elastic, noting(done), () -> done.size() == 7);
    List<PretrainingRun.Outcome> byFour = train(4, elastic, noting(done), () -> done.size() == 13);
    trainAlone(elastic, noting(done));

    assertThat(byTwo).containsOnly(new PretrainingRun.Outcome(0, 7));
    assertThat(byFour).containsOnly(new PretrainingRun.Outcome(7, 13));
    assertThat(done).hasSize(STEPS);
    assertSameWeights("elastic", "alone");
  }

  @Test
  void aFinishedRunIsFinishedForAllWorkers() throws Exception {
    ObjectNode hparams = in("finished", withoutNoise());
    trainAlone(hparams, (step, result) -> {});

    assertThat(train(2, hparams, (step, result) -> {}, () -> false))
        .containsOnly(new PretrainingRun.Outcome(STEPS, STEPS));
  }

  @Test
  void aBatchThatDoesNotDivideIsRefused() {
    ObjectNode hparams = withoutNoise();

    assertThatThrownBy(() -> train(3, hparams, (step, result) -> {}, () -> false))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("train_batch_size is 8, expected a multiple of workers, 3");
  }

  /** Without dropout, and with a sampler that takes the likeliest token whatever the noise. */
  private static ObjectNode withoutNoise() {
    ObjectNode hparams = TinyRun.hparams().put("num_train_steps", STEPS).put("temperature", 1e-6);
    ((ObjectNode) hparams.get("model_hparam_overrides"))
        .put("hidden_dropout_prob", 0)
        .put("attention_probs_dropout_prob", 0);
    return hparams;
  }

  private ObjectNode in(String directory, ObjectNode hparams) {
    return hparams.deepCopy().put("model_dir", dataDir.resolve(directory).toString());
  }

  private static TrainingLoop.Listener noting(List<Map<String, Double>> losses) {
    return (step, result) -> losses.add(result.losses());
  }

  private void trainAlone(ObjectNode hparams, TrainingLoop.Listener listener) {
    PretrainingRun.train(TinyRun.config(dataDir, hparams), first -> listener, () -> false);
  }

  /** The chief alone is asked whether to stop. */
  private List<PretrainingRun.Outcome> train(
      int number, ObjectNode hparams, TrainingLoop.Listener listener, BooleanSupplier stop)
      throws Exception {
    List<String> addresses = FreeAddresses.onLoopback(number);
    return WorkerThreads.run(
        number,
        index ->
            PretrainingRun.train(
                TinyRun.config(dataDir, hparams),
                new Workers(addresses, index, Duration.ofSeconds(60), CHECK_REPLICAS_EVERY),
                why -> {
                  throw new AssertionError(why);
                },
                first -> listener,
                index == 0 ? stop : () -> false));
  }

  private void assertSameWeights(String ours, String theirs) {
    String name = "model.ckpt-" + STEPS;
    try (TensorBundleReader a = TensorBundleReader.open(dataDir.resolve(ours).resolve(name));
        TensorBundleReader b = TensorBundleReader.open(dataDir.resolve(theirs).resolve(name))) {
      assertThat(a.tensors().keySet()).isEqualTo(b.tensors().keySet());
      for (String tensor : b.tensors().keySet()) {
        if (!tensor.equals("global_step")) {
          // An update moves an entry by up to the learning rate of 0.003, also where its gradient
          // is little more than rounding.
          Closeness.assertClose(tensor, a.readFloats(tensor), b.readFloats(tensor), 2e-5);
        }
      }
    }
  }
}
