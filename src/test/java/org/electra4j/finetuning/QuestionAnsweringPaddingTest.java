package org.electra4j.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.io.Json;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.testing.Reference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of question answering in batches of their own length, which may be below the beam's. */
class QuestionAnsweringPaddingTest {
  private static final float IN_ANSWER = -500;

  private static FinetuningConfig config(boolean joint) {
    return FinetuningConfig.of(
        "tiny",
        Path.of("."),
        Json.parse(
            """
            {"task_names": ["squad", "cola"], "vocab_size": 200, "embedding_size": 16,
             "max_seq_length": 64, "beam_size": 20, "joint_prediction": %s, "vocab_file": "%s",
             "train_batch_size": 4,
             "model_hparam_overrides": {"hidden_size": 32, "num_hidden_layers": 2,
               "num_attention_heads": 4, "max_position_embeddings": 64,
               "hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0}}
            """
                .formatted(joint, Reference.tinyVocabulary()),
            "hparams"));
  }

  private static List<FeaturizedExample> windows() {
    Random random = new Random(5);
    List<FeaturizedExample> examples = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int[] ids = random.ints(8 + 2 * i, 5, 200).toArray();
      int[] segments = new int[ids.length];
      java.util.Arrays.fill(segments, 4, ids.length, 1);
      examples.add(
          new FeaturizedExample(
              0,
              i,
              ids,
              segments,
              Map.of(
                  "start_positions", new int[] {4 + i % 2},
                  "end_positions", new int[] {5 + i % 2},
                  "is_impossible", new int[] {i == 3 ? 1 : 0}),
              Map.of()));
    }
    return examples;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void predictionsAreThoseOfWindowsPaddedInFull(boolean joint) {
    FinetuningConfig config = config(joint);
    List<TaskHead> heads = FinetunedModel.heads(TaskRegistry.tasks(config));
    FinetuningBatch shorter = FinetuningBatch.of(windows(), 4, 0, 2);
    FinetuningBatch full = FinetuningBatch.of(windows(), 4, 64, 2);
    assertThat(shorter.length()).isEqualTo(16);
    try (FinetuningSession session = FinetuningSession.forPrediction(config, heads, 4)) {
      session.variables().initialize(3);
      FinetuningSession.Predictions own = session.predict(shorter, 0);
      FinetuningSession.Predictions padded = session.predict(full, 0);
      for (int row = 0; row < 4; row++) {
        EvalOutput a = own.row(row, windows().get(row));
        EvalOutput b = padded.row(row, windows().get(row));
        assertThat(a.loss()).isCloseTo(b.loss(), within(1e-5));
        for (String name : b.floats().keySet()) {
          float[] x = a.floats().get(name);
          float[] y = b.floats().get(name);
          for (int i = 0; i < y.length && y[i] > IN_ANSWER; i++) {
            assertThat(x[i]).as(name).isCloseTo(y[i], within(1e-5f));
          }
        }
        if (joint) {
          int tokens = windows().get(row).length() - 4 + 1;
          for (int i = 0; i < Math.min(tokens, 20); i++) {
            assertThat(a.ints().get("start_top_index")[i])
                .isEqualTo(b.ints().get("start_top_index")[i]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void trainingStepsAreThoseOfWindowsPaddedInFull(boolean joint) {
    FinetuningConfig config = config(joint);
    List<TaskHead> heads = FinetunedModel.heads(TaskRegistry.tasks(config));
    List<Double> losses = new ArrayList<>();
    for (int length : new int[] {0, 64}) {
      try (FinetuningSession session = FinetuningSession.forTraining(config, heads, name -> 1)) {
        session.variables().initialize(3);
        FinetuningBatch batch = FinetuningBatch.of(windows(), 4, length, 2);
        double first = session.train(batch, 1, 1e-3f, 1).loss();
        losses.add(session.train(batch, 1, 1e-3f, 2).loss());
        assertThat(losses.get(losses.size() - 1)).isLessThan(first);
      }
    }
    assertThat(losses.get(0)).isCloseTo(losses.get(1), within(1e-3));
  }
}
