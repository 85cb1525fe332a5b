package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.checkpoint.TensorBundleWriter;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.checkpoint.safetensors.SafetensorsReader;
import org.electra4j.checkpoint.safetensors.SafetensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What a conversion cannot carry, and the line that says why. */
@Isolated("takes over standard output and standard error")
class ConversionRefusalsTest extends ConversionTestCase {
  @Test
  void whatCannotBeCarriedIsRefusedWithTheReason() {
    expect("two towers", pretraining("electric"), "hf", "--part", "generator");
    expect("holds no generator", pretraining("uniform_generator"), "hf", "--part", "generator");
    expect("does not tell the number of attention heads", pretraining("mlm_only"), "hf");
    expect("expected a divisor", pretraining("mlm_only"), "hf", "--num-attention-heads", "5");
    expect("200", pretraining("mlm_only"), "hf", "--vocab-file", shortVocabulary().toString());
    expect("--format is 'x'", pretraining("mlm_only"), "x");
  }

  @Test
  void aClassifierThatWasTrainedInHuggingFaceIsRefusedButItsEncoderTaken() {
    toHuggingFace(finetuned("cola_decay_off", "init.ckpt"));
    Path file = dir.resolve("hf/model.safetensors");
    List<NamedTensor> tensors = new ArrayList<>();
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      for (TensorInfo info : reader.tensors().values()) {
        ByteBuffer bytes = reader.read(info.name());
        if (info.name().equals("classifier.dense.weight")) {
          bytes.putFloat(bytes.limit() - 4, 1f);
        }
        tensors.add(new NamedTensor(info, () -> bytes));
      }
    }
    SafetensorsWriter.write(file, Map.of(), tensors);

    expect("hidden layer with gelu", dir.resolve("hf"), "tf");
    convert(dir.resolve("hf"), dir.resolve("back"), "tf", "--architecture", "ElectraModel");
    assertThat(tensors(dir.resolve("back")).keySet()).allMatch(n -> n.startsWith("electra/"));
    convert(dir.resolve("hf"), dir.resolve("again"), "hf", "--dtype", "float16");
    assertThat(architecture(dir.resolve("again"))).isEqualTo("ElectraForSequenceClassification");
  }

  @Test
  void aModelThatComputesSomethingElseIsRefused() throws IOException {
    toHuggingFace(pretraining("default_electra"));
    Path config = dir.resolve("hf/config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("\"gelu\"", "\"gelu_new\""));
    expect("hidden_act is gelu_new", dir.resolve("hf"), "tf");
    Files.writeString(config, text.replace("\"absolute\"", "\"relative_key\""));
    expect("position_embedding_type", dir.resolve("hf"), "tf");
    Files.writeString(config, text.replace("1.0E-12", "1e-5"));
    expect("layer_norm_eps", dir.resolve("hf"), "tf");
  }

  @Test
  void aTensorThatIsMissingIsNamed() {
    Path broken = dir.resolve("broken");
    List<NamedTensor> tensors = new ArrayList<>();
    try (TensorBundleReader reader = TensorBundleReader.open(pretraining("default_electra"))) {
      for (TensorInfo info : reader.tensors().values()) {
        if (!info.name().endsWith("layer_1/output/LayerNorm/beta")) {
          tensors.add(new NamedTensor(info, () -> reader.read(info.name())));
        }
      }
      TensorBundleWriter.write(broken, tensors);
    }
    expect(
        "electra.encoder.layer.1.output.LayerNorm.bias of shape [32] is missing",
        broken,
        "hf",
        "--num-attention-heads",
        "4");
  }

  private Path shortVocabulary() {
    try {
      return Files.write(dir.resolve("short.txt"), Files.readAllLines(vocabulary()).subList(0, 20));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
