package org.electra4j.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.electra4j.data.TokenStores;
import org.electra4j.io.BadInputException;
import org.electra4j.training.TrainingLoop;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamicSegmentsRunTest {
  private static final int STEPS = 30;

  @TempDir Path dataDir;

  @BeforeEach
  void writeData() throws IOException {
    TinyRun.writeData(dataDir, 1, 1);
    TokenStores.write(dataDir, 90, 10, 200, 31, 1, 55, 700);
  }

  @Test
  void aRunStoppedAndResumedEndsWithTheSameBytes() throws IOException {
    train("whole", (step, result) -> {}, () -> false);
    List<Long> done = new ArrayList<>();
    train("broken", (step, result) -> done.add(step), () -> done.size() == 13);
    train("broken", (step, result) -> {}, () -> false);

    String data = "model.ckpt-" + STEPS + ".data-00000-of-00001";
    assertThat(dataDir.resolve("broken").resolve(data))
        .hasSameBinaryContentAs(dataDir.resolve("whole").resolve(data));
  }

  @Test
  void aRunIsEvaluatedOnWindowsToo() {
    train("whole", (step, result) -> {}, () -> false);

    PretrainingRun.Evaluation evaluation =
        PretrainingRun.evaluate(TinyRun.config(dataDir, hparams("whole")), done -> {});

    assertThat(evaluation.step()).isEqualTo(STEPS);
    assertThat(evaluation.metrics().get("loss")).isFinite();
  }

  @Test
  void aStoreThatIsMissingOrOfAnotherVocabularyIsOneLine() throws IOException {
    Path vocabulary = dataDir.resolve("vocab.txt");
    Files.writeString(vocabulary, Files.readString(vocabulary).stripTrailing() + "\nextra\n");
    ObjectNode larger = hparams("other").put("vocab_size", 201);

    isRefused(larger, "pretrain_tokens.bin was made with another vocabulary");
    isRefused(larger.put("token_store", dataDir + "/nowhere.bin"), "nowhere.bin: no such file");
    isRefused(larger.put("max_seq_length", 2), "hparam max_seq_length is 2, expected at least 3");
    isRefused(
        larger.put("segments", "random"),
        "hparam segments is \"random\", expected one of static, dynamic");
  }

  private void isRefused(ObjectNode hparams, String message) {
    assertThatThrownBy(
            () ->
                PretrainingRun.train(
                    TinyRun.config(dataDir, hparams), first -> (step, result) -> {}, () -> false))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  private ObjectNode hparams(String model) {
    return TinyRun.hparams()
        .put("segments", "dynamic")
        .put("num_train_steps", STEPS)
        .put("model_dir", dataDir.resolve(model).toString());
  }

  private void train(String model, TrainingLoop.Listener listener, BooleanSupplier stop) {
    PretrainingRun.train(TinyRun.config(dataDir, hparams(model)), first -> listener, stop);
  }
}
