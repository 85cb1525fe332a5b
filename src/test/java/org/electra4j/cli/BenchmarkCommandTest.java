package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.electra4j.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkCommandTest {
  /** Exit status and standard output of a command. */
  private record Run(int status, String out) {}

  private static Run electra(String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      int status = Main.run(args);
      return new Run(status, bytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }

  private static Path corpus(Path directory) throws Exception {
    Files.writeString(
        Files.createDirectories(directory).resolve("a.txt"),
        "The cow eats grass.\nThe sheep eats clover.\n\n".repeat(200));
    return directory;
  }

  @Test
  void tokenizationHasARowForEachNumberOfThreads(@TempDir Path directory) throws Exception {
    Run run =
        electra(
            "benchmark",
            "tokenization",
            "--json",
            "--repeats",
            "2",
            "--threads",
            "1,2",
            "--corpus-dir",
            corpus(directory).toString());

    JsonNode rows = Json.parse(run.out(), "output").get("rows");
    assertThat(run.status()).isZero();
    assertThat(rows.findValuesAsText("threads")).containsExactly("1", "2");
    assertThat(rows.get(0).get("MB_per_s").doubleValue()).isPositive();
    assertThat(rows.get(0).get("repeats").intValue()).isEqualTo(2);
    assertThat(rows.get(0).has("seq_per_s")).isFalse();
  }

  @Test
  void dataIsBuiltAnewInEveryRepeat(@TempDir Path directory) throws Exception {
    Run run =
        electra(
            "benchmark",
            "data",
            "--json",
            "--repeats",
            "3",
            "--threads",
            "1",
            "--length",
            "16",
            "--corpus-dir",
            corpus(directory).toString());

    JsonNode row = Json.parse(run.out(), "output").get("rows").get(0);
    assertThat(row.get("median_s").doubleValue()).isPositive();
    assertThat(row.get("spread").doubleValue()).isNotNegative();
    assertThat(directory.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void masksAreDrawnForBatchesOfRecords() {
    Run run =
        electra(
            "benchmark", "batches", "--json", "--repeats", "1", "--batch", "16", "--length", "16");

    JsonNode row = Json.parse(run.out(), "output").get("rows").get(0);
    assertThat(run.status()).isZero();
    assertThat(row.get("batch").intValue()).isEqualTo(16);
    assertThat(row.get("seq_per_s").doubleValue()).isPositive();
  }

  @Test
  void unknownKindsAndBadNumbersAreBadInput() {
    assertThat(electra("benchmark", "coffee").status()).isEqualTo(2);
    assertThat(electra("benchmark").status()).isEqualTo(2);
    assertThat(electra("benchmark", "data", "--threads", "two").status()).isEqualTo(2);
    assertThat(electra("benchmark", "data", "--repeats", "0").status()).isEqualTo(2);
  }
}
