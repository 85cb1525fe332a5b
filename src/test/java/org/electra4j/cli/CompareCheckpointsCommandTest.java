package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorBundleWriter;
import org.electra4j.checkpoint.safetensors.SafetensorsWriter;
import org.electra4j.io.Json;
import org.electra4j.testing.CapturedOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("takes over standard output and standard error")
class CompareCheckpointsCommandTest {
  @RegisterExtension final CapturedOutput output = new CapturedOutput();
  @TempDir Path dir;

  @Test
  void aCheckpointAgreesWithItself() {
    Path a = write("a", 2, "electra/encoder/x", 1f, 2f);

    JsonNode json = compare(0, a, a);

    assertThat(json.get("agrees").booleanValue()).isTrue();
    assertThat(json.get("tensors")).hasSize(2);
  }

  @Test
  void theToleranceDecides() {
    Path a = write("a", 2, "electra/encoder/x", 1f, 2f);
    Path b = write("b", 2, "electra/encoder/x", 1f, 2.5f);

    JsonNode row = compare(1, a, b).get("tensors").get(0);

    assertThat(row.get("max_absolute_difference").doubleValue()).isEqualTo(0.5);
    assertThat(row.get("max_relative_difference").doubleValue()).isEqualTo(0.2);
    compare(0, a, b, "--tolerance", "0.5");
    compare(1, a, b, "--tolerance", "0.49");
  }

  @Test
  void twoNansAreEqualAndOneIsInfinitelyFar() {
    Path a = write("a", 2, "electra/encoder/x", Float.NaN, 1f);
    Path b = write("b", 2, "electra/encoder/x", Float.NaN, 1f);
    Path c = write("c", 2, "electra/encoder/x", 1f, 1f);

    compare(0, a, b);
    compare(1, a, c, "--tolerance", "1e30");
  }

  @Test
  void aTensorThatIsMissingFromAPartThatBothHaveCounts() {
    Path a = write("a", 2, "electra/encoder/x", 1f, 2f);
    Path b = write("b", 2, "electra/encoder/y", 1f, 2f);

    JsonNode json = compare(1, a, b);

    assertThat(json.get("only_in_a").get(0).textValue()).isEqualTo("electra/encoder/x");
    assertThat(json.get("only_in_b").get(0).textValue()).isEqualTo("electra/encoder/y");
    assertThat(json.get("missing")).hasSize(2);
  }

  @Test
  void aWholePartOnOneSideDoesNotCount() {
    Path a = write("a", 2, "electra/encoder/x", 1f, 2f);
    Path b = dir.resolve("b");
    TensorBundleWriter.write(
        b,
        List.of(
            NamedTensor.ofFloats("electra/encoder/x", new long[] {2}, new float[] {1, 2}),
            NamedTensor.ofFloats("generator/encoder/x", new long[] {2}, new float[] {1, 2}),
            NamedTensor.ofFloats("electra/encoder/x/adam_m", new long[] {2}, new float[2])));

    JsonNode json = compare(0, a, b);

    assertThat(json.get("only_in_b")).hasSize(2);
  }

  @Test
  void kernelsAreTransposedAndEmbeddingsOfAGeneratorFoundAmongTheSharedOnes() {
    String layer = "encoder/layer_0/output/dense/kernel";
    TensorBundleWriter.write(
        dir.resolve("a"),
        List.of(
            NamedTensor.ofFloats(
                "electra/embeddings/word_embeddings", new long[] {1, 2}, new float[] {7, 8}),
            NamedTensor.ofFloats(
                "generator/" + layer, new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6})));
    SafetensorsWriter.write(
        dir.resolve("b.safetensors"),
        Map.of(),
        List.of(
            NamedTensor.ofFloats(
                "electra.embeddings.word_embeddings.weight", new long[] {1, 2}, new float[] {7, 8}),
            NamedTensor.ofFloats(
                "generator_predictions.LayerNorm.bias", new long[] {1}, new float[1]),
            NamedTensor.ofFloats(
                "electra.encoder.layer.0.output.dense.weight",
                new long[] {3, 2},
                new float[] {1, 4, 2, 5, 3, 6})));

    JsonNode json = compare(0, dir.resolve("a"), dir.resolve("b.safetensors"));

    assertThat(json.get("tensors")).hasSize(2);
  }

  @Test
  void theTableNamesShapesThatDiffer() {
    Path a = write("a", 2, "electra/encoder/x", 1f, 2f);
    Path b = write("b", 3, "electra/encoder/x", 1f, 2f, 3f);

    assertThat(Main.run("compare-checkpoints", a.toString(), b.toString())).isEqualTo(1);

    assertThat(output.out()).contains("shape [2] against [3]").contains("do not agree within 0.0");
    assertThat(Main.run("compare-checkpoints", a.toString())).isEqualTo(2);
  }

  private JsonNode compare(int status, Path a, Path b, String... options) {
    output.reset();
    String[] args = new String[4 + options.length];
    args[0] = "compare-checkpoints";
    args[1] = a.toString();
    args[2] = b.toString();
    args[3] = "--json";
    System.arraycopy(options, 0, args, 4, options.length);
    assertThat(Main.run(args)).isEqualTo(status);
    return Json.parse(output.out(), "output");
  }

  private Path write(String file, int length, String name, float... values) {
    Path prefix = dir.resolve(file);
    TensorBundleWriter.write(
        prefix,
        List.of(
            NamedTensor.ofFloats(name, new long[] {length}, values),
            NamedTensor.ofLong("global_step", 5)));
    return prefix;
  }
}
