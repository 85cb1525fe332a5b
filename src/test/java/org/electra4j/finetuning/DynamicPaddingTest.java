package org.electra4j.finetuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.testing.Closeness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamicPaddingTest {
  private static final List<TaskHead> HEADS = TinyFinetuning.HEADS;

  @ParameterizedTest
  @ValueSource(strings = {"first", "average"})
  void predictionsAreThoseOfRowsPaddedInFull(String pooling) {
    FinetuningBatch shorter = FinetuningBatch.of(TinyFinetuning.examples(), 6, 0, 2);
    FinetuningBatch full = FinetuningBatch.of(TinyFinetuning.examples(), 6, 64, 2);
    assertThat(shorter.length()).isLessThan(32);
    FinetuningConfig config =
        TinyFinetuning.config(TinyFinetuning.hparams().put("pooling", pooling));
    try (FinetuningSession session = FinetuningSession.forPrediction(config, HEADS, 6)) {
      session.variables().initialize(3);
      for (int task = 0; task < 2; task++) {
        // The sixth row is padding, of which nothing is asked.
        int entries = task == 0 ? 5 * 2 : 5;
        String output = task == 0 ? "logits" : "predictions";
        Closeness.assertClose(
            HEADS.get(task).name(),
            Arrays.copyOf(session.predict(shorter, task).floats().get(output), entries),
            Arrays.copyOf(session.predict(full, task).floats().get(output), entries),
            1e-6);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"original", "adamw"})
  void trainingStepsOfRowsPaddedInFullAreTheSame(String optimizer) {
    FinetuningConfig config =
        TinyFinetuning.config(TinyFinetuning.hparams().put("optimizer", optimizer));
    List<float[]> weights = new ArrayList<>();
    for (int length : new int[] {0, 64}) {
      try (FinetuningSession session = FinetuningSession.forTraining(config, HEADS, name -> 1)) {
        session.variables().initialize(3);
        FinetuningBatch batch = FinetuningBatch.of(TinyFinetuning.examples(), 6, length, 2);
        double first = session.train(batch, 1, 1e-4f, 1).loss();
        double second = session.train(batch, 1, 1e-4f, 2).loss();
        assertThat(second).isLessThan(first);
        weights.add(TinyFinetuning.kernel(session));
      }
    }
    Closeness.assertClose("weights", weights.get(0), weights.get(1), 2e-5);
  }
}
