package org.electra4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Constant;
import org.tensorflow.op.train.Restore;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** TensorFlow's own operations on the other side of the file. */
class TensorFlowBundleTest {
  @TempDir Path dir;

  @Test
  void tensorFlowRestoresWhatWeWrite() {
    Path prefix = dir.resolve("ours");
    TensorBundleWriter.write(
        prefix,
        List.of(
            NamedTensor.ofFloats("b/kernel", new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6}),
            NamedTensor.ofLong("global_step", 1L << 33)));
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Restore restore =
          tf.train.restore(
              tf.constant(prefix.toString()),
              strings(tf, "b/kernel", "global_step"),
              strings(tf, "", ""),
              List.of(TFloat32.class, TInt64.class));
      try (var result =
          session.runner().fetch(restore.tensors().get(0)).fetch(restore.tensors().get(1)).run()) {
        TFloat32 kernel = (TFloat32) result.get(0);
        assertThat(kernel.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(StdArrays.array2dCopyOf(kernel)).isEqualTo(new float[][] {{1, 2, 3}, {4, 5, 6}});
        assertThat(((TInt64) result.get(1)).getLong()).isEqualTo(1L << 33);
      }
    }
  }

  @Test
  void weReadWhatTensorFlowSavesAndWriteTheSameBytes() {
    // Names long and many enough for an index of several blocks, sorted as the Saver does.
    List<String> names =
        IntStream.range(0, 6000)
            .mapToObj(i -> "v" + i + "/" + "é".repeat(i % 40))
            .sorted()
            .toList();
    Path theirs = dir.resolve("theirs");
    List<NamedTensor> tensors = new ArrayList<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      List<Operand<?>> values = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        float[] value = {i, -i};
        values.add(i < 50 ? tf.constant(value) : values.get(i % 50));
        tensors.add(
            NamedTensor.ofFloats(names.get(i), new long[] {2}, new float[] {i % 50, 0f - i % 50}));
      }
      String[] wholes = new String[names.size()];
      Arrays.fill(wholes, "");
      session.run(
          tf.train.save(
              tf.constant(theirs.toString()),
              strings(tf, names.toArray(String[]::new)),
              strings(tf, wholes),
              values));
    }
    Path ours = dir.resolve("ours");
    TensorBundleWriter.write(ours, tensors);
    assertThat(BundleFiles.index(ours)).hasSameBinaryContentAs(BundleFiles.index(theirs));
    assertThat(BundleFiles.data(ours, 0, 1)).hasSameBinaryContentAs(BundleFiles.data(theirs, 0, 1));
    assertThat(BundleFiles.index(ours).toFile().length()).isGreaterThan(262_144);
    try (TensorBundleReader reader = TensorBundleReader.open(theirs)) {
      assertThat(reader.readFloats(names.get(49))).containsExactly(49, -49);
      assertThat(reader.tensors()).hasSize(names.size());
    }
  }

  private static Constant<TString> strings(Ops tf, String... values) {
    try (TString tensor = TString.vectorOf(values)) {
      return tf.constantOf(tensor);
    }
  }
}
