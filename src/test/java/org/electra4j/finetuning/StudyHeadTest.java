package org.electra4j.finetuning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.special.Erf;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.classification.ClassificationHead;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.HeadOutput;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Json;
import org.electra4j.testing.Closeness;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;

/** The study's pooling and head, computed again in plain Java. */
class StudyHeadTest {
  private static final int HIDDEN = 32;
  private static final int CLASSES = 3;
  private static final int[][] ROWS = {{2, 5, 6, 7, 3}, {2, 9, 3}};

  /** Sums of some dozen float32 in another order. */
  private static final double TOLERANCE = 1e-5;

  /** A classification that also tells what it is built on. */
  private static TaskHead probe(ClassificationHead head) {
    return head.builtBy(
        inputs -> {
          HeadOutput output = head.build(inputs);
          Map<String, Operand<?>> outputs = new HashMap<>(output.outputs());
          outputs.put("sequence", inputs.sequence());
          outputs.put("pooled", inputs.pooled());
          return new HeadOutput(output.losses(), outputs);
        });
  }

  @Test
  void averagePoolingIsTheMeanOfAllTokensThatAreNoPadding() {
    try (FinetuningSession session = session("average", "linear")) {
      FinetuningBatch batch = batch();
      Map<String, float[]> outputs = session.predict(batch, 0).floats();

      float[] expected = new float[ROWS.length * HIDDEN];
      for (int row = 0; row < ROWS.length; row++) {
        for (int token = 0; token < ROWS[row].length; token++) {
          for (int i = 0; i < HIDDEN; i++) {
            expected[row * HIDDEN + i] +=
                outputs.get("sequence")[(row * batch.length() + token) * HIDDEN + i]
                    / ROWS[row].length;
          }
        }
      }
      Closeness.assertClose("pooled", outputs.get("pooled"), expected, TOLERANCE);
    }
  }

  @Test
  void aHeadOfTwoLayersHasAnActivationBetweenThem() {
    try (FinetuningSession session = session("average", "two_layer")) {
      Map<String, float[]> outputs = session.predict(batch(), 0).floats();
      Map<String, float[]> weights = headWeights(session);
      assertThat(weights.keySet())
          .containsExactlyInAnyOrder(
              "dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias");

      float[] hidden =
          dense(outputs.get("pooled"), weights.get("dense/kernel"), weights.get("dense/bias"));
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] = (float) (0.5 * hidden[i] * (1 + Erf.erf(hidden[i] / Math.sqrt(2))));
      }
      float[] expected = dense(hidden, weights.get("dense_1/kernel"), weights.get("dense_1/bias"));
      Closeness.assertClose("logits", outputs.get("logits"), expected, TOLERANCE);
    }
  }

  @Test
  void theOriginalsHeadHasOneLayerOnTheFirstToken() {
    try (FinetuningSession session = session("first", "linear")) {
      Map<String, float[]> outputs = session.predict(batch(), 0).floats();
      Map<String, float[]> weights = headWeights(session);
      assertThat(weights.keySet()).containsExactlyInAnyOrder("dense/kernel", "dense/bias");

      float[] first = new float[ROWS.length * HIDDEN];
      for (int row = 0; row < ROWS.length; row++) {
        System.arraycopy(
            outputs.get("sequence"), row * batch().length() * HIDDEN, first, row * HIDDEN, HIDDEN);
      }
      float[] expected = dense(first, weights.get("dense/kernel"), weights.get("dense/bias"));
      Closeness.assertClose("logits", outputs.get("logits"), expected, TOLERANCE);
    }
  }

  private static FinetuningSession session(String pooling, String head) {
    ObjectNode hparams =
        (ObjectNode)
            Json.parse(
                """
                {"task_names": ["mnli"], "vocab_size": 200, "embedding_size": 16,
                 "model_hparam_overrides": {"hidden_size": 32, "num_hidden_layers": 2,
                   "num_attention_heads": 4, "max_position_embeddings": 64}}
                """,
                "hparams");
    hparams.put("max_seq_length", 64).put("pooling", pooling).put("head", head);
    FinetuningSession session =
        FinetuningSession.forPrediction(
            FinetuningConfig.of("tiny", Path.of("."), hparams),
            List.of(probe(new ClassificationHead("mnli", CLASSES))),
            ROWS.length);
    session.variables().initialize(3);
    return session;
  }

  private static FinetuningBatch batch() {
    List<FeaturizedExample> examples =
        Arrays.stream(ROWS)
            .map(
                ids ->
                    new FeaturizedExample(
                        0,
                        0,
                        ids,
                        new int[ids.length],
                        Map.of(ClassificationHead.LABELS, new int[] {1}),
                        Map.of()))
            .toList();
    return FinetuningBatch.of(examples, ROWS.length, 0, 1);
  }

  /** Rows times a kernel, plus a bias. */
  private static float[] dense(float[] rows, float[] kernel, float[] bias) {
    int inputs = kernel.length / bias.length;
    float[] result = new float[rows.length / inputs * bias.length];
    for (int i = 0; i < result.length; i++) {
      int row = i / bias.length;
      int unit = i % bias.length;
      double sum = bias[unit];
      for (int k = 0; k < inputs; k++) {
        sum += rows[row * inputs + k] * kernel[k * bias.length + unit];
      }
      result[i] = (float) sum;
    }
    return result;
  }

  private static Map<String, float[]> headWeights(FinetuningSession session) {
    String scope = "task_specific/mnli/";
    Map<String, float[]> weights = new HashMap<>();
    try (VariableStore.Snapshot snapshot = session.variables().snapshot()) {
      for (Variable variable : session.variableList()) {
        if (variable.name().startsWith(scope)) {
          FloatBuffer values = snapshot.bytes(variable).asFloatBuffer();
          float[] copy = new float[values.remaining()];
          values.get(copy);
          weights.put(variable.name().substring(scope.length()), copy);
        }
      }
    }
    return weights;
  }
}
