package org.electra4j.finetuning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.classification.ClassificationHead;
import org.electra4j.finetuning.tagging.TaggingHead;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.io.Json;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.testing.Closeness;
import org.junit.jupiter.api.Test;

/** A classification and a tagging task in one model. */
class MultiTaskTest {
  private static final List<TaskHead> HEADS =
      List.of(new ClassificationHead("cola", 2), new TaggingHead("chunk", 5));

  private static FinetuningConfig config() {
    ObjectNode hparams =
        (ObjectNode)
            Json.parse(
                """
                {"task_names": ["cola", "chunk"], "vocab_size": 200, "embedding_size": 16,
                 "train_batch_size": 6, "max_seq_length": 64,
                 "model_hparam_overrides": {"hidden_size": 32, "num_hidden_layers": 2,
                   "num_attention_heads": 4, "max_position_embeddings": 64,
                   "hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0}}
                """,
                "hparams");
    return FinetuningConfig.of("tiny", Path.of("."), hparams);
  }

  /** The label of a sentence is its first token's, that of a word its own. */
  private static List<FeaturizedExample> examples() {
    List<FeaturizedExample> examples = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int first = i;
      int[] ids = IntStream.range(0, 6 + 3 * i).map(t -> 5 + (first + t) % 5).toArray();
      int[] labels = Arrays.stream(ids, 1, ids.length - 1).map(id -> id - 5).toArray();
      int[] positions = IntStream.range(1, ids.length - 1).toArray();
      float[] mask = new float[positions.length];
      Arrays.fill(mask, 1);
      examples.add(
          i % 2 == 0
              ? new FeaturizedExample(
                  1,
                  i,
                  ids,
                  new int[ids.length],
                  Map.of("labels", labels, "labeled_positions", positions),
                  Map.of("labels_mask", mask))
              : new FeaturizedExample(
                  0,
                  i,
                  ids,
                  new int[ids.length],
                  Map.of("label_ids", new int[] {i / 2}),
                  Map.of()));
    }
    return examples;
  }

  @Test
  void bothTasksAreLearnedFromBatchesOfBoth() {
    FinetuningBatch batch = FinetuningBatch.of(examples(), 6, 0, 2);
    try (FinetuningSession session = FinetuningSession.forTraining(config(), HEADS, name -> 1)) {
      session.variables().initialize(3);
      double first = session.train(batch, 1, 3e-3f, 1).loss();
      double last = first;
      for (int step = 2; step <= 60; step++) {
        last = session.train(batch, step, 3e-3f, step).loss();
      }

      assertThat(last).isLessThan(0.2 * first);
    }
  }

  @Test
  void tagsOfRowsPaddedInFullAreTheSame() {
    FinetuningBatch shorter = FinetuningBatch.of(examples(), 6, 0, 2);
    FinetuningBatch full = FinetuningBatch.of(examples(), 6, 64, 2);
    try (FinetuningSession session = FinetuningSession.forPrediction(config(), HEADS, 6)) {
      session.variables().initialize(3);
      FinetuningSession.Predictions ours = session.predict(shorter, 1);
      FinetuningSession.Predictions padded = session.predict(full, 1);

      Closeness.assertClose("loss", ours.losses(), padded.losses(), 1e-4);
      for (int row = 0; row < 5; row += 2) {
        EvalOutput output = ours.row(row, examples().get(row));
        int words = output.ints().get("labels").length;
        assertThat(Arrays.copyOf(output.ints().get("predictions"), words))
            .isEqualTo(
                Arrays.copyOf(
                    padded.row(row, examples().get(row)).ints().get("predictions"), words));
      }
      // Rows of the other task have no labeled words.
      assertThat(ours.losses()[1]).isZero();
      assertThat(ours.losses()[5]).isZero();
    }
  }
}
