package org.electra4j.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.classification.ClassificationHead;
import org.electra4j.finetuning.classification.RegressionHead;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.HeadInputs;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Json;
import org.electra4j.testing.Closeness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamicPaddingTest {
  private static final List<TaskHead> HEADS =
      List.of(new ClassificationHead("cola", 2), new RegressionHead("sts"));

  private static FinetuningConfig config(String pooling) {
    ObjectNode hparams =
        (ObjectNode)
            Json.parse(
                """
                {"task_names": ["cola", "sts"], "vocab_size": 200, "embedding_size": 16,
                 "train_batch_size": 6, "max_seq_length": 64,
                 "model_hparam_overrides": {"hidden_size": 32, "num_hidden_layers": 2,
                   "num_attention_heads": 4, "max_position_embeddings": 64,
                   "hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0}}
                """,
                "hparams");
    return FinetuningConfig.of("tiny", Path.of("."), hparams.put("pooling", pooling));
  }

  private static List<FeaturizedExample> examples() {
    Random random = new Random(2);
    List<FeaturizedExample> examples = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int[] ids = random.ints(4 + random.nextInt(20), 5, 200).toArray();
      examples.add(
          new FeaturizedExample(
              i % 2,
              i,
              ids,
              new int[ids.length],
              Map.of("label_ids", new int[] {(i + 1) % 2}),
              Map.of("targets", new float[] {i / 5f})));
    }
    return examples;
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "average"})
  void predictionsAreThoseOfRowsPaddedInFull(String pooling) {
    FinetuningBatch shorter = FinetuningBatch.of(examples(), 6, 0, 2);
    FinetuningBatch full = FinetuningBatch.of(examples(), 6, 64, 2);
    assertThat(shorter.length()).isLessThan(32);
    try (FinetuningSession session = FinetuningSession.forPrediction(config(pooling), HEADS, 6)) {
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
    ObjectNode hparams = config("first").toJson();
    hparams.remove(List.of("write_distill_outputs"));
    FinetuningConfig config =
        FinetuningConfig.of("tiny", Path.of("."), hparams.put("optimizer", optimizer));
    List<float[]> weights = new ArrayList<>();
    for (int length : new int[] {0, 64}) {
      try (FinetuningSession session = FinetuningSession.forTraining(config, HEADS, name -> 1)) {
        session.variables().initialize(3);
        FinetuningBatch batch = FinetuningBatch.of(examples(), 6, length, 2);
        double first = session.train(batch, 1, 1e-4f, 1).loss();
        double second = session.train(batch, 1, 1e-4f, 2).loss();
        assertThat(second).isLessThan(first);
        weights.add(read(session));
      }
    }
    Closeness.assertClose("weights", weights.get(0), weights.get(1), 2e-5);
  }

  /** A head whose dropout, which is no hparam, is off. */
  private static TaskHead withoutDropout(TaskHead head) {
    return head.builtBy(
        in ->
            head.build(
                new HeadInputs(
                    in.graph(),
                    in.config(),
                    in.encoderInputs(),
                    in.sequenceOutput(),
                    in.pooled(),
                    in.features(),
                    in.twoLayer(),
                    false)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"original", "dense"})
  void partsOfABatchTrainAsTheWholeBatch(String norm) {
    List<float[]> weights = new ArrayList<>();
    List<FinetuningSession.Update> updates = new ArrayList<>();
    for (int parts : new int[] {1, 3}) {
      ObjectNode hparams = config("first").toJson();
      hparams.put("global_norm", norm).put("gradient_accumulation_steps", parts);
      FinetuningConfig config = FinetuningConfig.of("tiny", Path.of("."), hparams);
      List<TaskHead> heads = HEADS.stream().map(DynamicPaddingTest::withoutDropout).toList();
      try (FinetuningSession session = FinetuningSession.forTraining(config, heads, name -> 1)) {
        session.variables().initialize(3);
        FinetuningBatch batch = FinetuningBatch.of(examples(), 6, 0, 2);
        for (int update = 1; update <= 3; update++) {
          updates.add(session.train(batch, 1, 1e-4f, update));
        }
        weights.add(read(session));
      }
    }
    for (int i = 0; i < 3; i++) {
      // Sums in another order.
      assertThat(updates.get(3 + i).loss())
          .isCloseTo(updates.get(i).loss(), withinPercentage(1e-3));
      assertThat(updates.get(3 + i).globalNorm())
          .isCloseTo(updates.get(i).globalNorm(), withinPercentage(1e-3));
    }
    Closeness.assertClose("weights", weights.get(1), weights.get(0), 2e-6);
  }

  private static float[] read(FinetuningSession session) {
    Variable kernel =
        session.variableList().stream()
            .filter(v -> v.name().equals("electra/encoder/layer_0/intermediate/dense/kernel"))
            .findFirst()
            .orElseThrow();
    float[] values = new float[Math.toIntExact(kernel.shape().size())];
    try (VariableStore.Snapshot snapshot = session.variables().snapshot()) {
      snapshot.bytes(kernel).asFloatBuffer().get(values);
    }
    return values;
  }
}
