package org.electra4j.finetuning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.classification.ClassificationHead;
import org.electra4j.finetuning.classification.RegressionHead;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.graph.Variable;
import org.electra4j.graph.VariableStore;
import org.electra4j.io.Json;

/** Five examples of two tasks and a model of two layers without dropout in its encoder. */
final class TinyFinetuning {
  static final List<TaskHead> HEADS =
      List.of(new ClassificationHead("cola", 2), new RegressionHead("sts"));

  private TinyFinetuning() {}

  static ObjectNode hparams() {
    return (ObjectNode)
        Json.parse(
            """
            {"task_names": ["cola", "sts"], "vocab_size": 200, "embedding_size": 16,
             "train_batch_size": 6, "max_seq_length": 64,
             "model_hparam_overrides": {"hidden_size": 32, "num_hidden_layers": 2,
               "num_attention_heads": 4, "max_position_embeddings": 64,
               "hidden_dropout_prob": 0, "attention_probs_dropout_prob": 0}}
            """,
            "hparams");
  }

  static FinetuningConfig config(ObjectNode hparams) {
    return FinetuningConfig.of("tiny", Path.of("."), hparams);
  }

  static List<FeaturizedExample> examples() {
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

  /** The weights of one of the encoder's layers. */
  static float[] kernel(FinetuningSession session) {
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
