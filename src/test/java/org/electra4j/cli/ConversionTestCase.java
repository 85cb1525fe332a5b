package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.io.Json;
import org.electra4j.testing.CapturedOutput;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs of {@code convert-checkpoint} on the recorded tiny checkpoints, for the tests of it. */
abstract class ConversionTestCase {
  @RegisterExtension final CapturedOutput output = new CapturedOutput();
  @TempDir Path dir;

  void toHuggingFace(Path from, String... options) {
    List<String> more = new ArrayList<>(List.of(options));
    more.addAll(List.of("--num-attention-heads", "4", "--vocab-file", vocabulary().toString()));
    convert(from, dir.resolve("hf"), "hf", more.toArray(String[]::new));
  }

  void convert(Path from, Path to, String format, String... options) {
    output.reset();
    assertThat(run(from, to, format, options)).as(output.err()).isZero();
  }

  void expect(String message, Path from, String format, String... options) {
    output.reset();
    assertThat(run(from, dir.resolve("refused"), format, options)).isEqualTo(2);
    assertThat(output.err()).contains(message);
    assertThat(output.err().lines()).hasSize(1);
  }

  static int run(Path from, Path to, String format, String... options) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("convert-checkpoint", "--from", from.toString(), "--to", to.toString()));
    args.addAll(List.of("--format", format));
    args.addAll(List.of(options));
    return Main.run(args.toArray(String[]::new));
  }

  Path hf(String part) {
    return dir.resolve("hf").resolve(part);
  }

  static String architecture(Path directory) {
    return Json.read(directory.resolve("config.json")).get("architectures").get(0).textValue();
  }

  static Map<String, String> tensors(Path prefix) {
    Map<String, String> tensors = new TreeMap<>();
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      for (TensorInfo info : reader.tensors().values()) {
        ByteBuffer bytes = reader.read(info.name());
        tensors.put(info.name(), info + " " + Arrays.hashCode(bytes.array()));
      }
    }
    return tensors;
  }

  static float[] floats(Path prefix, String name) {
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      return reader.readFloats(name);
    }
  }

  static Path vocabulary() {
    return Reference.tinyVocabulary();
  }

  static Path pretraining(String variant) {
    return Reference.folder("pretraining").resolve(variant).resolve("init.ckpt");
  }

  static Path finetuned(String run, String checkpoint) {
    return Reference.folder("finetune").resolve(run).resolve(checkpoint);
  }
}
