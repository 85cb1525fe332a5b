package org.electra4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("takes over standard output and standard error")
class CountFlopsCommandTest {
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void takeStreams() {
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void giveStreamsBack() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  @Test
  void jsonIsTheOriginalsTable() {
    assertThat(Main.run("count-flops", "--json")).isZero();
    assertThat(models())
        .isEqualTo(Json.read(Reference.folder("flops").resolve("flops.json")).get("models"));
  }

  @Test
  void tableHasALineForEachModelAndTheConfiguration() {
    assertThat(Main.run("count-flops", "--preset", "electra-small")).isZero();
    assertThat(out.toString(UTF_8).lines()).hasSize(15);
    assertThat(out.toString(UTF_8))
        .containsPattern("electra_small +1\\.2937e\\+18 +0\\.0150 +1\\.00")
        .containsPattern("electra-small +1\\.2937e\\+18 +0\\.0150 +1\\.00")
        .containsPattern("t5_11b +4\\.5819e\\+22");
  }

  @Test
  void shortOptionsGoOverTheHparams() {
    assertThat(
            Main.run(
                "count-flops",
                "--json",
                "--model-size",
                "small",
                "--length",
                "128",
                "--steps",
                "500000",
                "--hparams",
                "{\"num_train_steps\": 7}",
                "--batch-size",
                "64"))
        .isZero();
    JsonNode row = models().get(13);
    assertThat(row.get("name").asText()).isEqualTo("configuration");
    assertThat(row.get("ratio_to_electra_small").asDouble()).isEqualTo(0.25);
  }

  @Test
  void badConfigurationsExitWithStatusTwoAndOneLine() {
    assertThat(Main.run("count-flops", "--length", "1024")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "electra count-flops: hparam max_seq_length is 1024, expected at most"
                + " max_position_embeddings 512\n");
    assertThat(Main.run("count-flops", "--model-size", "tiny")).isEqualTo(2);
    assertThat(Main.run("count-flops", "--steps", "many")).isEqualTo(2);
    assertThat(out.size()).isZero();
  }

  private JsonNode models() {
    return Json.parse(out.toString(UTF_8), "standard output").get("models");
  }
}
