package org.electra4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.DataType;

class TensorBundleWriterTest {
  @TempDir Path dir;

  static Stream<Path> checkpointsOfTheOriginal() throws IOException {
    return Stream.concat(
        TensorBundleReaderTest.pretrainingCheckpoints(),
        TensorBundleReaderTest.optimizerCheckpoints());
  }

  @ParameterizedTest
  @MethodSource("checkpointsOfTheOriginal")
  void rewritingACheckpointOfTheOriginalGivesTheSameBytes(Path original) throws IOException {
    Path copy = dir.resolve("copy");
    try (TensorBundleReader reader = TensorBundleReader.open(original)) {
      List<NamedTensor> tensors = new ArrayList<>();
      reader
          .tensors()
          .forEach((name, info) -> tensors.add(new NamedTensor(info, () -> reader.read(name))));
      Collections.shuffle(tensors, new Random(7));
      TensorBundleWriter.write(copy, tensors);
    }
    assertThat(BundleFiles.index(copy)).hasSameBinaryContentAs(BundleFiles.index(original));
    assertThat(BundleFiles.data(copy, 0, 1))
        .hasSameBinaryContentAs(BundleFiles.data(original, 0, 1));
  }

  @Test
  void everyTypeShapeAndNameComesBack() {
    Path prefix = dir.resolve("sub/dir/model");
    TensorBundleWriter.write(
        prefix,
        List.of(
            NamedTensor.ofLong("global_step", 1L << 40),
            NamedTensor.ofFloats("scalar", new long[0], new float[] {1.5f}),
            NamedTensor.ofFloats("empty", new long[] {3, 0, 2}, new float[0]),
            NamedTensor.ofFloats("größe/\ud83d\ude00", new long[] {2, 1}, new float[] {-0f, 2f}),
            NamedTensor.of(
                "half",
                DataType.DT_BFLOAT16,
                new long[] {3},
                () -> ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6}))));
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      assertThat(reader.tensors().keySet())
          .containsExactly("empty", "global_step", "größe/\ud83d\ude00", "half", "scalar");
      assertThat(reader.readLong("global_step")).isEqualTo(1L << 40);
      assertThat(reader.readFloats("scalar")).containsExactly(1.5f);
      assertThat(reader.readFloats("empty")).isEmpty();
      assertThat(reader.tensors().get("empty").shape()).containsExactly(3, 0, 2);
      assertThat(reader.readFloats("größe/\ud83d\ude00")).containsExactly(-0f, 2f);
      assertThat(reader.read("half").array()).containsExactly(1, 2, 3, 4, 5, 6);
      reader.verify();
    }
  }

  @Test
  void anIndexOfManyBlocksIsReadBack() {
    Path prefix = dir.resolve("model");
    List<NamedTensor> tensors =
        IntStream.range(0, 20_000)
            .mapToObj(i -> NamedTensor.ofLong("layer_" + i + "/" + "x".repeat(i % 50) + i, i))
            .toList();
    TensorBundleWriter.write(prefix, tensors);
    assertThat(BundleFiles.index(prefix).toFile().length()).isGreaterThan(3 * 262_144);
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      assertThat(reader.tensors()).hasSize(tensors.size());
      assertThat(reader.readLong("layer_12345/" + "x".repeat(45) + "12345")).isEqualTo(12345);
      reader.verify();
    }
  }

  @Test
  void anotherCheckpointOfTheSameNameIsReplaced() throws IOException {
    Path prefix = dir.resolve("model");
    TensorBundleWriter.write(prefix, List.of(NamedTensor.ofLong("a", 1)));
    TensorBundleWriter.write(prefix, List.of(NamedTensor.ofLong("a", 2)));
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      assertThat(reader.readLong("a")).isEqualTo(2);
    }
    assertThat(files()).containsExactly("model.data-00000-of-00001", "model.index");
  }

  @Test
  void damagedDataUnderAGoodIndexIsReplacedToo() throws IOException {
    Path prefix = dir.resolve("model");
    TensorBundleWriter.write(prefix, List.of(NamedTensor.ofLong("a", 1)));
    Files.write(BundleFiles.data(prefix, 0, 1), new byte[8]);
    TensorBundleWriter.write(prefix, List.of(NamedTensor.ofLong("a", 1)));
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      assertThat(reader.readLong("a")).isEqualTo(1);
    }
  }

  @Test
  void aTensorThatFailsToArriveLeavesTheOldCheckpointAndNoTemporaryFile() throws IOException {
    Path prefix = dir.resolve("model");
    TensorBundleWriter.write(prefix, List.of(NamedTensor.ofLong("a", 1)));
    NamedTensor broken =
        NamedTensor.of(
            "b",
            DataType.DT_FLOAT,
            new long[] {1},
            () -> {
              throw new IllegalStateException("session closed");
            });
    List<NamedTensor> tensors = List.of(NamedTensor.ofLong("a", 2), broken);
    assertThatThrownBy(() -> TensorBundleWriter.write(prefix, tensors))
        .hasMessage("session closed");
    assertThat(files()).containsExactly("model.data-00000-of-00001", "model.index");
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      assertThat(reader.readLong("a")).isEqualTo(1);
    }
  }

  @Test
  void wrongSizesAndRepeatedNamesAreRefused() {
    Path prefix = dir.resolve("model");
    List<NamedTensor> wrongSize =
        List.of(NamedTensor.ofFloats("kernel", new long[] {2, 2}, new float[3]));
    assertThatThrownBy(() -> TensorBundleWriter.write(prefix, wrongSize))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kernel DT_FLOAT [2, 2] with 12 bytes");
    List<NamedTensor> twice = List.of(NamedTensor.ofLong("a", 1), NamedTensor.ofLong("a", 2));
    assertThatThrownBy(() -> TensorBundleWriter.write(prefix, twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two tensors named a");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsOneClearLine() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "");
    Path prefix = file.resolve("model");
    List<NamedTensor> tensors = List.of(NamedTensor.ofLong("a", 1));
    assertThatThrownBy(() -> TensorBundleWriter.write(prefix, tensors))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("cannot write " + prefix + ": ");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
