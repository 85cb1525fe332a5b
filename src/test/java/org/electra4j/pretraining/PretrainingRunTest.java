package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.io.BadInputException;
import org.electra4j.training.NonFiniteLossException;
import org.electra4j.training.TrainingLoop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainingRunTest {
  private static final TrainingLoop.Listener SILENT = (step, result) -> {};

  @TempDir Path dataDir;

  @BeforeEach
  void writeData() throws IOException {
    TinyRun.writeData(dataDir, 100, 1);
  }

  private PretrainingRun.Outcome train(ObjectNode hparams, TrainingLoop.Listener listener) {
    return PretrainingRun.train(TinyRun.config(dataDir, hparams), first -> listener, () -> false);
  }

  private Path checkpoint(long step) {
    return dataDir.resolve("models/tiny/model.ckpt-" + step);
  }

  @Test
  void lossesFallAndMetricsAreThoseOfTheStudy() {
    Map<Long, Map<String, Double>> metrics = new TreeMap<>();
    List<Double> losses = new ArrayList<>();

    train(
        TinyRun.hparams().put("num_train_steps", 200),
        (step, result) -> {
          losses.add(result.losses().get("total_loss"));
          if (!result.metrics().isEmpty()) {
            metrics.put(step, result.metrics());
          }
        });

    assertThat(losses).hasSize(200);
    assertThat(mean(losses.subList(180, 200))).isLessThan(0.9 * mean(losses.subList(0, 20)));
    assertThat(metrics.get(200L).keySet())
        .contains(
            "masked_lm_loss",
            "masked_lm_accuracy",
            "sampled_masked_lm_accuracy",
            "disc_loss",
            "disc_accuracy",
            "disc_auc",
            "disc_precision",
            "disc_recall",
            "learning_rate");
    assertThat(metrics.keySet()).hasSize(20);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(d -> d).average().orElseThrow();
  }

  @Test
  void aRunStoppedAndResumedEndsWithTheSameBytes() throws IOException {
    ObjectNode hparams = TinyRun.hparams();
    train(hparams, SILENT);
    byte[] whole = Files.readAllBytes(dataFile(60));
    byte[] wholeIndex = Files.readAllBytes(Path.of(checkpoint(60) + ".index"));
    Path other = dataDir.resolve("other");
    ObjectNode inTwo = hparams.deepCopy().put("model_dir", other.toString());

    List<Long> done = new ArrayList<>();
    PretrainingRun.Outcome first =
        PretrainingRun.train(
            TinyRun.config(dataDir, inTwo),
            from -> (step, result) -> done.add(step),
            () -> done.size() == 33);
    PretrainingRun.Outcome second =
        PretrainingRun.train(TinyRun.config(dataDir, inTwo), from -> SILENT, () -> false);

    assertThat(first).isEqualTo(new PretrainingRun.Outcome(0, 33));
    assertThat(second).isEqualTo(new PretrainingRun.Outcome(33, 60));
    assertThat(other.resolve("model.ckpt-60.data-00000-of-00001")).hasBinaryContent(whole);
    assertThat(other.resolve("model.ckpt-60.index")).hasBinaryContent(wholeIndex);
  }

  private Path dataFile(long step) {
    return Path.of(checkpoint(step) + ".data-00000-of-00001");
  }

  @Test
  void anotherSeedGivesOtherWeights() throws IOException {
    train(TinyRun.hparams().put("num_train_steps", 2), SILENT);
    byte[] ofSeed7 = Files.readAllBytes(dataFile(2));

    train(
        TinyRun.hparams()
            .put("num_train_steps", 2)
            .put("seed", 8)
            .put("model_dir", dataDir.resolve("models/other").toString()),
        SILENT);

    assertThat(dataDir.resolve("models/other/model.ckpt-2.data-00000-of-00001"))
        .satisfies(f -> assertThat(Files.readAllBytes(f)).isNotEqualTo(ofSeed7));
  }

  @Test
  void aFinishedRunIsLeftAlone() {
    train(TinyRun.hparams().put("num_train_steps", 5), SILENT);

    PretrainingRun.Outcome again =
        train(
            TinyRun.hparams().put("num_train_steps", 5),
            (step, result) -> assertThat(step).isZero());

    assertThat(again).isEqualTo(new PretrainingRun.Outcome(5, 5));
  }

  @Test
  void evaluationGivesTheOriginalsMetricsOfTheNewestCheckpoint() {
    ObjectNode hparams = TinyRun.hparams().put("num_train_steps", 20);
    train(hparams, SILENT);
    List<Long> heard = new ArrayList<>();

    PretrainingRun.Evaluation evaluation =
        PretrainingRun.evaluate(
            TinyRun.config(dataDir, hparams.put("do_train", false).put("do_eval", true)),
            heard::add);

    assertThat(evaluation.step()).isEqualTo(20);
    assertThat(heard).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(evaluation.metrics())
        .containsKeys("loss", "masked_lm_accuracy", "masked_lm_loss", "disc_auc");
    assertThat(evaluation.metrics().get("loss")).isBetween(20.0, 60.0);
  }

  @Test
  void weightsWithoutSlotsAreTakenAndTheStepIsKeptOrReset() throws IOException {
    train(TinyRun.hparams().put("num_train_steps", 20), SILENT);
    Path released = withoutSlots(checkpoint(20));
    ObjectNode hparams =
        TinyRun.hparams().put("num_train_steps", 22).put("init_checkpoint", released.toString());

    PretrainingRun.Outcome kept =
        train(hparams.deepCopy().put("model_dir", dataDir.resolve("kept").toString()), SILENT);
    PretrainingRun.Outcome reset =
        train(
            hparams
                .deepCopy()
                .put("reset_global_step", true)
                .put("num_train_steps", 3)
                .put("model_dir", dataDir.resolve("reset").toString()),
            SILENT);

    assertThat(kept).isEqualTo(new PretrainingRun.Outcome(20, 22));
    assertThat(reset).isEqualTo(new PretrainingRun.Outcome(0, 3));
  }

  private Path withoutSlots(Path checkpoint) {
    List<NamedTensor> tensors = new ArrayList<>();
    try (TensorBundleReader reader = TensorBundleReader.open(checkpoint)) {
      reader
          .tensors()
          .forEach(
              (name, info) -> {
                if (!name.endsWith("/adam_m") && !name.endsWith("/adam_v")) {
                  tensors.add(
                      NamedTensor.of(name, info.dtype(), info.shape(), () -> reader.read(name)));
                }
              });
      return new CheckpointManager(dataDir.resolve("released"), 0).save(20, tensors, null);
    }
  }

  @Test
  void aCheckpointOfAnotherSizeIsRefusedWithItsVariables() {
    train(TinyRun.hparams().put("num_train_steps", 1), SILENT);
    ObjectNode wider = TinyRun.hparams();
    ((ObjectNode) wider.get("model_hparam_overrides")).put("intermediate_size", 128);

    assertThatThrownBy(() -> train(wider, SILENT))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("intermediate/dense")
        .hasMessageContaining("does not fit");
  }

  @Test
  void aVocabularyOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> train(TinyRun.hparams().put("vocab_size", 300), SILENT))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("200 tokens")
        .hasMessageContaining("300");
  }

  @Test
  void aLossThatIsNotFiniteNamesTheStepAndLeavesItsBatch() {
    ObjectNode hparams = TinyRun.hparams().put("learning_rate", 1e30).put("num_warmup_steps", 0);

    assertThatThrownBy(() -> train(hparams, SILENT))
        .isInstanceOf(NonFiniteLossException.class)
        .hasMessageContaining("step 2")
        .hasMessageContaining("not-finite-step-2.json");
    Path dump = dataDir.resolve("models/tiny/not-finite-step-2.json");
    List<TensorRange> replayed = PretrainingRun.replay(TinyRun.config(dataDir, hparams), dump);
    assertThat(replayed.stream().filter(r -> r.notFinite() > 0).findFirst())
        .as("with weights of 1e30 the second layer norm overflows first")
        .hasValueSatisfying(r -> assertThat(r.name()).startsWith("generator/"));
    assertThat(checkpoint(20)).doesNotExist();
  }

  @Test
  void bfloat16LossesAreNearThoseOfFloat32() {
    Map<String, List<Double>> losses = new HashMap<>();
    for (String precision : List.of("fp32", "bf16")) {
      List<Double> ofRun = losses.computeIfAbsent(precision, p -> new ArrayList<>());
      train(
          TinyRun.hparams()
              .put("num_train_steps", 10)
              .put("precision", precision)
              .put("model_dir", dataDir.resolve(precision).toString()),
          (step, result) -> ofRun.add(result.losses().get("total_loss")));
    }

    assertThat(losses.get("bf16")).isNotEqualTo(losses.get("fp32"));
    for (int i = 0; i < 10; i++) {
      assertThat(losses.get("bf16").get(i) / losses.get("fp32").get(i)).isBetween(0.95, 1.05);
    }
  }
}
