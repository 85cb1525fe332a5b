package org.electra4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.DataType;

class TensorBundleReaderTest {
  private static final String INIT = "default_electra/init.ckpt";

  @TempDir Path dir;

  static Stream<Path> pretrainingCheckpoints() {
    return Reference.cases("pretraining").stream()
        .map(folder -> folder.resolve("init.ckpt"))
        .filter(prefix -> Files.exists(BundleFiles.index(prefix)));
  }

  static Stream<Path> optimizerCheckpoints() throws IOException {
    try (Stream<Path> files = Files.walk(Reference.folder("optimizer"))) {
      return files
          .filter(file -> file.toString().endsWith(".index"))
          .map(file -> file.resolveSibling(file.getFileName().toString().replace(".index", "")))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pretrainingCheckpoints")
  void namesTypesAndShapesAreThoseThatTheOriginalSaved(Path prefix) {
    Map<String, TensorInfo> expected = new TreeMap<>();
    expected.put("global_step", new TensorInfo("global_step", DataType.DT_INT64, new long[0]));
    for (JsonNode v : Json.read(prefix.resolveSibling("meta.json")).get("variables")) {
      String name = v.get("name").asText();
      expected.put(name, new TensorInfo(name, DataType.DT_FLOAT, shape(v.get("shape"))));
    }
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      assertThat(reader.tensors()).isEqualTo(expected);
      reader.verify();
      assertThat(reader.readLong("global_step")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("optimizerCheckpoints")
  void everyCheckpointOfTheTrajectoriesIsReadWithItsSlots(Path prefix) {
    JsonNode meta = Json.read(prefix.resolveSibling("meta.json"));
    String file = prefix.getFileName().toString();
    long step = Long.parseLong(file.replaceAll("\\D", ""));
    boolean slots = step > 0 || prefix.getParent().endsWith("default_electra");
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      Map<String, TensorInfo> tensors = reader.tensors();
      assertThat(tensors).hasSize(1 + meta.get("trainable_order").size() * (slots ? 3 : 1));
      for (JsonNode node : meta.get("trainable_order")) {
        String name = node.asText();
        assertThat(tensors).containsKey(name);
        if (slots) {
          assertThat(tensors.get(name + "/adam_m").shape()).isEqualTo(tensors.get(name).shape());
          assertThat(tensors.get(name + "/adam_v").shape()).isEqualTo(tensors.get(name).shape());
        }
        assertThat(reader.readFloats(name)).hasSize((int) tensors.get(name).elements());
      }
      assertThat(reader.readLong("global_step")).isEqualTo(step);
      reader.verify();
    }
  }

  @Test
  void adamSlotsAreZeroBeforeTheFirstStepAndTheFirstStepAtRateZeroLeavesTheWeights() {
    Path folder = Reference.folder("optimizer").resolve("default_electra");
    String kernel = "discriminator_predictions/dense/kernel";
    try (TensorBundleReader before = TensorBundleReader.open(folder.resolve("step_0.ckpt"));
        TensorBundleReader after = TensorBundleReader.open(folder.resolve("step_1.ckpt"))) {
      assertThat(before.readFloats(kernel + "/adam_v")).containsOnly(0f);
      assertThat(after.readFloats(kernel + "/adam_v")[0]).isPositive();
      assertThat(after.read(kernel)).isEqualTo(before.read(kernel));
    }
  }

  @Test
  void aTensorThatIsNotThereOrOfAnotherTypeIsRefusedByName() {
    try (TensorBundleReader reader = TensorBundleReader.open(golden())) {
      assertThat(reader.has("global_step")).isTrue();
      assertThat(reader.has("momentum")).isFalse();
      assertThatThrownBy(() -> reader.read("momentum"))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("init.ckpt.index: no tensor named momentum");
      assertThatThrownBy(() -> reader.readFloats("global_step"))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("global_step DT_INT64 [], expected DT_FLOAT");
    }
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    assertThatThrownBy(() -> TensorBundleReader.open(dir.resolve("none")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("none.index: no such file");
    Path copy = copy();
    Files.delete(data(copy));
    assertThatThrownBy(() -> TensorBundleReader.open(copy))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("data-00000-of-00001: no such file");
  }

  @Test
  void aDataFileThatIsCutShortIsRefusedWhenItIsOpened() throws IOException {
    Path copy = copy();
    byte[] bytes = Files.readAllBytes(data(copy));
    Files.write(data(copy), Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> TensorBundleReader.open(copy))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("damaged or cut short: " + (bytes.length - 1) + " bytes, but global");
  }

  @Test
  void aFlippedBitOfATensorIsFoundWhenItIsReadAndByVerify() throws IOException {
    Path copy = copy();
    byte[] bytes = Files.readAllBytes(data(copy));
    bytes[bytes.length - 1] ^= 0x10; // global_step is the last one
    Files.write(data(copy), bytes);
    try (TensorBundleReader reader = TensorBundleReader.open(copy)) {
      assertThatThrownBy(() -> reader.readLong("global_step"))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("damaged at byte " + (bytes.length - 8))
          .hasMessageContaining("checksum of global_step");
      assertThatThrownBy(reader::verify).isInstanceOf(BadInputException.class);
      assertThat(reader.readFloats("electra/embeddings/word_embeddings")).hasSize(3200);
    }
  }

  @Test
  void anIndexThatIsCutShortOrNoneAtAllIsRefused() throws IOException {
    Path copy = copy();
    Path index = BundleFiles.index(copy);
    byte[] bytes = Files.readAllBytes(index);
    for (int length : new int[] {0, 47, 48, bytes.length / 2, bytes.length - 1}) {
      Files.write(index, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> TensorBundleReader.open(copy))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("init.ckpt.index: damaged checkpoint index at byte");
    }
  }

  private static Path golden() {
    return Reference.folder("pretraining").resolve(INIT);
  }

  private Path copy() throws IOException {
    Path copy = dir.resolve("init.ckpt");
    Files.copy(BundleFiles.index(golden()), BundleFiles.index(copy));
    Files.copy(data(golden()), data(copy));
    return copy;
  }

  private static Path data(Path prefix) {
    return BundleFiles.data(prefix, 0, 1);
  }

  private static long[] shape(JsonNode dims) {
    return StreamSupport.stream(dims.spliterator(), false).mapToLong(JsonNode::asLong).toArray();
  }
}
