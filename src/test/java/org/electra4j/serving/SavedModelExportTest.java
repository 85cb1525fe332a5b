package org.electra4j.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.electra4j.config.TransformerConfig;
import org.electra4j.graph.GraphTensors;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Npz;
import org.electra4j.testing.Closeness;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt32;

/** Exported models as a plain TensorFlow-Java program loads them. */
class SavedModelExportTest {
  private static final TransformerConfig TINY =
      new TransformerConfig(200, 32, 3, 4, "gelu", 64, 0.1, 0.1, 64, 2, 0.02);

  @TempDir Path dir;

  @Test
  void theDiscriminatorComputesWhatTheOriginalDid() {
    Path original = Reference.folder("pretraining").resolve("default_electra");
    Npz tensors = Npz.read(original.resolve("tensors.npz"));

    assertThat(SavedModelExporter.export(original.resolve("init.ckpt"), TINY, 16, dir))
        .containsExactlyInAnyOrder("embeddings", "replaced_token_detection", "serving_default");

    Map<String, float[]> outputs =
        call("replaced_token_detection", tensors, "fake/input_ids", "features/");
    Closeness.assertClose("logits", outputs.get("logits"), tensors.floats("disc/logits"), 5e-5);
    Closeness.assertClose(
        "probabilities", outputs.get("probabilities"), tensors.floats("disc/probs"), 1e-5);
    assertThat(call("serving_default", tensors, "fake/input_ids", "features/"))
        .containsOnlyKeys("logits", "probabilities");
    float[] sequence =
        call("embeddings", tensors, "fake/input_ids", "features/").get("sequence_output");
    Closeness.assertClose(
        "sequence_output", sequence, tensors.floats("discriminator/layer_2_output"), 2e-5);
  }

  @Test
  void aFineTunedClassifierComputesWhatTheOriginalDid() {
    Path run = Reference.folder("finetune").resolve("mnli_decay_off");
    Npz steps = Npz.read(run.resolve("steps.npz"));

    assertThat(SavedModelExporter.export(run.resolve("final.ckpt"), TINY, 16, dir))
        .containsExactlyInAnyOrder("embeddings", "classification", "serving_default");

    Map<String, float[]> outputs =
        call("classification", steps, "held/features/input_ids", "held/features/");
    Closeness.assertClose(
        "logits", outputs.get("logits"), steps.floats("held/outputs/mnli/logits"), 5e-5);
  }

  @Test
  void aRegressionPredictsANumberForEachRow() {
    Path run = Reference.folder("finetune").resolve("sts_decay_off");
    Npz steps = Npz.read(run.resolve("steps.npz"));

    SavedModelExporter.export(run.resolve("final.ckpt"), TINY, 16, dir);

    Closeness.assertClose(
        "predictions",
        call("classification", steps, "held/features/input_ids", "held/features/")
            .get("predictions"),
        steps.floats("held/outputs/sts/predictions"),
        5e-5);
  }

  @Test
  void sizesThatDoNotFitAndDirectoriesInUseAreRefused() {
    Path prefix = Reference.folder("pretraining").resolve("default_electra/init.ckpt");
    assertThatThrownBy(() -> SavedModelExporter.export(prefix, TINY, 8, dir.resolve("a")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("does not fit the model");
    SavedModelExporter.export(prefix, TINY, 16, dir.resolve("b"));
    assertThatThrownBy(() -> SavedModelExporter.export(prefix, TINY, 16, dir.resolve("b")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("not empty");
  }

  private Map<String, float[]> call(String signature, Npz data, String ids, String features) {
    int[] shape = data.shape(ids);
    Shape rows = Shape.of(Arrays.stream(shape).asLongStream().toArray());
    try (SavedModelBundle bundle = SavedModelBundle.load(dir.toString(), "serve");
        TInt32 inputIds = GraphTensors.of(rows, data.ints(ids));
        TInt32 mask = GraphTensors.of(rows, data.ints(features + "input_mask"));
        TInt32 segments = GraphTensors.of(rows, data.ints(features + "segment_ids"));
        Result result =
            bundle
                .function(signature)
                .call(
                    Map.<String, Tensor>of(
                        "input_ids", inputIds, "input_mask", mask, "segment_ids", segments))) {
      Map<String, float[]> outputs = new java.util.HashMap<>();
      result.forEach(e -> outputs.put(e.getKey(), GraphTensors.floats(e.getValue())));
      return outputs;
    }
  }
}
