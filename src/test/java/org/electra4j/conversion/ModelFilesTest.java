package org.electra4j.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorSource;
import org.electra4j.checkpoint.safetensors.ShardedSafetensorsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
  private static final List<NamedTensor> TENSORS =
      List.of(
          NamedTensor.ofFloats("c", new long[] {3}, new float[] {1, 2, 3}),
          NamedTensor.ofFloats("a", new long[] {100}, new float[100]),
          NamedTensor.ofLong("b", 6));

  @TempDir Path dir;

  @Test
  void weightsAreSplitAtTheLimitAndReadAsOne() {
    ModelFiles.write(dir, Map.of("format", "pt"), TENSORS, 20);

    assertThat(dir.resolve("model-00002-of-00002.safetensors")).exists();
    try (TensorSource reader =
        ShardedSafetensorsReader.open(dir.resolve("model.safetensors.index.json"))) {
      assertThat(reader.tensors().keySet()).containsExactly("a", "b", "c");
      assertThat(reader.read("c").getFloat(8)).isEqualTo(3);
      assertThat(reader.metadata()).containsEntry("format", "pt");
    }
  }

  @Test
  void filesThatALoaderWouldPreferGo() {
    ModelFiles.write(dir, Map.of(), TENSORS, Long.MAX_VALUE);
    assertThat(dir.resolve("model.safetensors")).exists();

    ModelFiles.write(dir, Map.of(), TENSORS, 20);
    assertThat(dir.resolve("model.safetensors")).doesNotExist();

    ModelFiles.write(dir, Map.of(), TENSORS, Long.MAX_VALUE);
    assertThat(dir.resolve("model.safetensors.index.json")).doesNotExist();
  }
}
