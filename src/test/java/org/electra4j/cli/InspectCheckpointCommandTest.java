package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.io.Json;
import org.electra4j.testing.CapturedOutput;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("takes over standard output and standard error")
class InspectCheckpointCommandTest {
  @RegisterExtension final CapturedOutput output = new CapturedOutput();
  @TempDir Path dir;

  @Test
  void anOriginalsPretrainingCheckpointIsSortedIntoParts() {
    JsonNode json = inspect(prefix("default_electra"));

    assertThat(json.get("format").textValue()).isEqualTo("TensorFlow checkpoint");
    assertThat(json.get("parameters").get("embeddings").longValue())
        .isEqualTo(200 * 16 + 64 * 16 + 2 * 16 + 2 * 16);
    assertThat(json.get("parameters").get("discriminator head").longValue())
        .isEqualTo(32 * 32 + 32 + 32 + 1);
    assertThat(json.get("global_step").longValue()).isZero();
    JsonNode sizes = json.get("configuration").get("electra");
    assertThat(sizes.get("vocab_size").intValue()).isEqualTo(200);
    assertThat(sizes.get("hidden_size").intValue()).isEqualTo(32);
    assertThat(sizes.get("num_hidden_layers").intValue()).isEqualTo(3);
    assertThat(sizes.get("intermediate_size").intValue()).isEqualTo(64);
    assertThat(sizes.get("embedding_size").intValue()).isEqualTo(16);
    assertThat(sizes.get("max_position_embeddings").intValue()).isEqualTo(64);
    assertThat(json.get("configuration").get("generator").get("hidden_size").intValue())
        .isEqualTo(8);
  }

  @Test
  void tensorsHaveRangeMeanAndChecksum() {
    CheckpointManager manager = new CheckpointManager(dir, 0);
    manager.save(
        3,
        List.of(
            NamedTensor.ofFloats("electra/x/bias", new long[] {4}, new float[] {-1, 2, 3, 4}),
            NamedTensor.ofFloats("electra/x/bias/adam_m", new long[] {4}, new float[4]),
            NamedTensor.ofLong("global_step", 3)),
        null);

    Map<String, JsonNode> rows = rows(inspect(dir));

    JsonNode bias = rows.get("electra/x/bias");
    assertThat(bias.get("dtype").textValue()).isEqualTo("float32");
    assertThat(bias.get("bytes").intValue()).isEqualTo(16);
    assertThat(bias.get("min").doubleValue()).isEqualTo(-1);
    assertThat(bias.get("max").doubleValue()).isEqualTo(4);
    assertThat(bias.get("mean").doubleValue()).isCloseTo(2, within(1e-12));
    assertThat(bias.get("checksum").textValue()).isEqualTo("ok");
    assertThat(rows.get("electra/x/bias/adam_m").get("part").textValue())
        .isEqualTo("optimizer slot");
    assertThat(rows.get("global_step").get("part").textValue()).isEqualTo("step");
  }

  @Test
  void headsComeFromTheRunThatWroteTheCheckpoint() throws IOException {
    copy(prefix("default_electra"), dir.resolve("model.ckpt-7"));
    Files.writeString(
        dir.resolve("model.ckpt-7.training-state.json"),
        "{\"config\": {\"model_hparam_overrides\": {\"num_attention_heads\": 4}}}");

    JsonNode json = inspect(dir);

    assertThat(json.get("configuration").get("electra").get("num_attention_heads").intValue())
        .isEqualTo(4);
    assertThat(json.get("configuration").get("generator").get("num_attention_heads").intValue())
        .isEqualTo(1);
    assertThat(json.get("notes").toString()).contains("generator: ").doesNotContain("electra: ");
  }

  @Test
  void damageIsReportedForTheTensorItStrikes() throws IOException {
    Path copy = dir.resolve("m");
    copy(prefix("default_electra"), copy);
    Path data = Path.of(copy + ".data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[0] ^= 1;
    Files.write(data, bytes);

    assertThat(Main.run("inspect-checkpoint", copy.toString(), "--json")).isEqualTo(2);

    assertThat(output.err().lines()).hasSize(1);
    assertThat(output.err()).contains("damaged at byte 0");
    JsonNode json = Json.parse(output.out(), "output");
    assertThat(rows(json).values().stream())
        .filteredOn(row -> row.get("checksum").textValue().equals("damaged"))
        .hasSize(1);
  }

  @Test
  void theTableHasALineForEachTensor() {
    assertThat(Main.run("inspect-checkpoint", prefix("default_electra").toString())).isZero();

    assertThat(output.out())
        .containsPattern(
            "electra/embeddings/word_embeddings +float32 +\\[200, 16\\] +12,800 +embeddings +ok")
        .containsPattern("all parameters +[0-9]");
  }

  @Test
  void withoutStatisticsNothingIsRead() {
    assertThat(
            Main.run(
                "inspect-checkpoint", prefix("default_electra").toString(), "--json", "--no-stats"))
        .isZero();

    assertThat(output.out()).contains("\"checksum\" : \"none\"").doesNotContain("\"min\"");
  }

  @Test
  void aMissingCheckpointEndsInOneLine() {
    assertThat(Main.run("inspect-checkpoint", dir.resolve("none").toString())).isEqualTo(2);
    assertThat(output.err().lines()).hasSize(1);
    assertThat(Main.run("inspect-checkpoint")).isEqualTo(2);
  }

  private JsonNode inspect(Path path) {
    assertThat(Main.run("inspect-checkpoint", path.toString(), "--json")).isZero();
    return Json.parse(output.out(), "output");
  }

  private static Map<String, JsonNode> rows(JsonNode json) {
    Map<String, JsonNode> rows = new HashMap<>();
    json.get("tensors").forEach(row -> rows.put(row.get("name").textValue(), row));
    return rows;
  }

  private static Path prefix(String variant) {
    return Reference.folder("pretraining").resolve(variant).resolve("init.ckpt");
  }

  private static void copy(Path from, Path to) throws IOException {
    for (String suffix : List.of(".index", ".data-00000-of-00001")) {
      Files.copy(Path.of(from + suffix), Path.of(to + suffix));
    }
  }
}
