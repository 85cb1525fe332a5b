package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.checkpoint.safetensors.SafetensorsReader;
import org.electra4j.checkpoint.safetensors.SafetensorsWriter;
import org.electra4j.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("takes over standard output and standard error")
class ConvertCheckpointCommandTest extends ConversionTestCase {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "default_electra",
        "tied_generator",
        "untied_generator_embeddings",
        "generator_full_size",
        "generator_rounding",
        "embedding_size_is_hidden"
      })
  void aPretrainingCheckpointComesBackFromHuggingFaceBitForBit(String variant) {
    Path original = pretraining(variant);

    toHuggingFace(original, "--part", "both");
    convert(dir.resolve("hf"), dir.resolve("back"), "tf");

    assertThat(tensors(dir.resolve("back"))).isEqualTo(tensors(original));
    assertThat(Main.run("compare-checkpoints", original.toString(), hf("generator").toString()))
        .isZero();
    assertThat(Main.run("compare-checkpoints", hf("discriminator").toString(), original.toString()))
        .isZero();
  }

  @Test
  void theHuggingFaceDirectoryHasWhatTheLibraryAsksFor() {
    toHuggingFace(pretraining("default_electra"), "--part", "both");

    JsonNode config = Json.read(hf("discriminator").resolve("config.json"));
    assertThat(config.get("architectures").get(0).textValue()).isEqualTo("ElectraForPreTraining");
    assertThat(config.get("embedding_size").intValue()).isEqualTo(16);
    assertThat(config.get("hidden_size").intValue()).isEqualTo(32);
    assertThat(config.get("num_attention_heads").intValue()).isEqualTo(4);
    JsonNode generator = Json.read(hf("generator").resolve("config.json"));
    assertThat(generator.get("architectures").get(0).textValue()).isEqualTo("ElectraForMaskedLM");
    assertThat(generator.get("hidden_size").intValue()).isEqualTo(8);
    assertThat(generator.get("num_attention_heads").intValue()).isEqualTo(1);
    assertThat(hf("generator").resolve("vocab.txt")).hasSameTextualContentAs(vocabulary());
    assertThat(
            Json.read(hf("generator").resolve("tokenizer.json"))
                .get("model")
                .get("vocab")
                .get("tok005")
                .intValue())
        .isEqualTo(5);
    assertThat(
            Json.read(hf("generator").resolve("tokenizer_config.json"))
                .get("do_lower_case")
                .booleanValue())
        .isTrue();
    try (SafetensorsReader reader =
        SafetensorsReader.open(hf("discriminator").resolve("model.safetensors"))) {
      assertThat(reader.metadata()).containsEntry("format", "pt");
      assertThat(reader.tensors().get("electra.embeddings_project.weight").shape())
          .containsExactly(32, 16);
    }
  }

  @Test
  void theDiscriminatorIsTakenUnlessAnotherPartIsAskedFor() {
    toHuggingFace(pretraining("default_electra"));
    assertThat(architecture(dir.resolve("hf"))).isEqualTo("ElectraForPreTraining");

    convert(pretraining("default_electra"), dir.resolve("hf"), "hf", "--part", "generator");
    assertThat(architecture(dir.resolve("hf"))).isEqualTo("ElectraForMaskedLM");

    toHuggingFace(pretraining("default_electra"), "--architecture", "ElectraModel");
    assertThat(architecture(dir.resolve("hf"))).isEqualTo("ElectraModel");
    convert(dir.resolve("hf"), dir.resolve("back"), "tf");
    assertThat(tensors(dir.resolve("back")).keySet())
        .allMatch(n -> n.matches("(electra/.*|global_step)"));
  }

  @Test
  void aGeneratorAloneKeepsTheNamesOfThePretrainingCheckpoint() {
    Path original = pretraining("default_electra");

    convert(original, dir.resolve("hf"), "hf", "--part", "generator");
    convert(dir.resolve("hf"), dir.resolve("a"), "tf");
    convert(original, dir.resolve("b"), "tf", "--part", "generator");

    assertThat(tensors(dir.resolve("a"))).isEqualTo(tensors(dir.resolve("b")));
    assertThat(tensors(original)).containsAllEntriesOf(tensors(dir.resolve("a")));
    assertThat(tensors(dir.resolve("a")))
        .containsKeys("electra/embeddings/word_embeddings", "generator/embeddings_project/kernel");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cola", "mnli", "sts"})
  void aFineTunedClassifierComesBackBitForBit(String task) {
    Path original = finetuned(task + "_decay_off", "init.ckpt");

    toHuggingFace(original);
    convert(dir.resolve("hf"), dir.resolve("back"), "tf");

    assertThat(tensors(dir.resolve("back"))).isEqualTo(tensors(original));
    assertThat(architecture(dir.resolve("hf"))).isEqualTo("ElectraForSequenceClassification");
  }

  @Test
  void oneOfSeveralTasksIsNamed() {
    Path original = finetuned("cola_mnli_sts_decay_0.8", "init.ckpt");

    expect("--task NAME", original, "hf", "--num-attention-heads", "4");
    toHuggingFace(original, "--task", "mnli");

    assertThat(Json.read(dir.resolve("hf/config.json")).get("id2label")).hasSize(3);
    expect("expected rte", original, "hf", "--task", "rte", "--num-attention-heads", "4");
  }

  @Test
  void bertsEncoderIsTakenAndThePoolerLeftOut() {
    List<NamedTensor> tensors = new ArrayList<>();
    toHuggingFace(pretraining("embedding_size_is_hidden"), "--architecture", "ElectraModel");
    try (SafetensorsReader reader = SafetensorsReader.open(dir.resolve("hf/model.safetensors"))) {
      for (TensorInfo info : reader.tensors().values()) {
        ByteBuffer bytes = reader.read(info.name());
        tensors.add(NamedTensor.of("bert." + info.name(), info.dtype(), info.shape(), () -> bytes));
      }
    }
    tensors.add(NamedTensor.ofFloats("bert.pooler.dense.bias", new long[] {32}, new float[32]));
    SafetensorsWriter.write(dir.resolve("bert.safetensors"), Map.of(), tensors);

    convert(dir.resolve("bert.safetensors"), dir.resolve("tf"), "tf");

    assertThat(output.err()).contains("left out, as ELECTRA has none: bert.pooler.dense.bias");
    assertThat(tensors(pretraining("embedding_size_is_hidden")))
        .containsAllEntriesOf(tensors(dir.resolve("tf")));
  }
}
