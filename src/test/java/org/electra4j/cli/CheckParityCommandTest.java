package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.electra4j.io.Json;
import org.electra4j.parity.BuiltInBundle;
import org.electra4j.testing.CapturedOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("takes over standard output and standard error")
class CheckParityCommandTest {
  @RegisterExtension final CapturedOutput captured = new CapturedOutput();
  @TempDir Path directory;

  @Test
  void withoutABundleTheBuiltInOneIsReplayed() {
    assertThat(Main.run("check-parity", "--cases", "{flops,pretraining}/{models,mlm_only}"))
        .isZero();
    assertThat(captured.out())
        .containsPattern("pass +flops/models +39 ")
        .containsPattern("pass +pretraining/mlm_only +28,544 ")
        .contains("2 passed, 0 failed, 0 skipped; 28,583 values compared");
  }

  @Test
  void jsonHoldsEveryComparisonAndThePageTheCases() throws IOException {
    Path page = directory.resolve("parity.html");
    assertThat(
            Main.run(
                "check-parity",
                "--cases",
                "pretraining/uniform_generator",
                "--json",
                "--towers",
                "1",
                "--report",
                page.toString()))
        .isZero();

    JsonNode result = Json.parse(captured.out(), "output").get("cases").get(0);
    assertThat(result.get("outcome").asText()).isEqualTo("pass");
    assertThat(result.get("comparisons"))
        .anySatisfy(
            c -> {
              assertThat(c.get("name").asText()).isEqualTo("discriminator/layer_2_output");
              assertThat(c.get("tolerance").asText()).isEqualTo("abs 2e-05");
              assertThat(c.get("max_absolute").asDouble()).isLessThan(2e-5);
            });
    assertThat(Files.readString(page)).contains("pretraining/uniform_generator", "1 passed");
  }

  @Test
  void aDepartureIsNamedAndTheStatusIsOne() throws IOException {
    BuiltInBundle.unpack(directory);
    Path file = directory.resolve("flops/flops.json");
    Files.writeString(file, Files.readString(file).replaceFirst("\"flops\": ", "\"flops\": 1"));

    assertThat(
            Main.run(
                "check-parity", "--reference", directory.toString(), "--cases", "flops/models"))
        .isEqualTo(1);
    assertThat(captured.out())
        .containsPattern("fail +flops/models")
        .contains("departs at flops: ")
        .contains("0 passed, 1 failed");
  }

  @Test
  void wrongOptionsAreOneLine() {
    assertThat(Main.run("check-parity", "--cases", "nothing/*")).isEqualTo(2);
    assertThat(captured.err()).contains("--cases nothing/* fits no case, expected such as ");
    assertThat(Main.run("check-parity", "--reference", directory.resolve("x").toString()))
        .isEqualTo(2);
    assertThat(captured.err()).contains("no such directory, expected a reference bundle");
    assertThat(Main.run("check-parity", "--precision", "fp8")).isEqualTo(2);
    assertThat(captured.err()).contains("--precision is fp8, expected one of fp32, bf16");
    assertThat(Main.run("check-parity", "--towers", "0")).isEqualTo(2);
    assertThat(captured.err()).contains("--towers is 0, expected 1 to 64");
    assertThat(Main.run("check-parity", "squad")).isEqualTo(2);
    assertThat(captured.err()).contains("[squad]: expected glue or curve, or options only");
  }

  @Test
  void curvesAreComparedStepByStep() throws IOException {
    Path ours = Files.writeString(directory.resolve("ours.tsv"), "1\t2.0\n2\t1.5\n");
    Path reference = Files.writeString(directory.resolve("reference.tsv"), "1\t2.0\n2\t1.0\n");

    assertThat(
            Main.run(
                "check-parity",
                "curve",
                "--ours",
                ours.toString(),
                "--reference",
                reference.toString(),
                "--json"))
        .isZero();
    assertThat(captured.out()).contains("0.5");
  }

  @Test
  void glueWantsResultsOnBothSides() {
    assertThat(Main.run("check-parity", "glue", "--reference", "published")).isEqualTo(2);
    assertThat(captured.err()).contains("no --ours, expected --ours FILE");
  }
}
