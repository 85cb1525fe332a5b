package org.electra4j.finetuning.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.io.BadInputException;
import org.electra4j.metrics.SampleSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultRowTest {
  @TempDir private Path directory;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static String results(String config, String task, String metric, double... values) {
    StringBuilder trials = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      trials.append(
          "%s{\"trial\": %d, \"seed\": %d, \"steps\": 1, \"seconds\": 1, \"tasks\": {\"%s\": {\"dev\": {\"results\": {\"%s\": %s}, \"supplement\": {}}}}}"
              .formatted(i == 0 ? "" : ", ", i + 1, i, task, metric, values[i]));
    }
    return "{\"config\": %s, \"trials\": [%s]}".formatted(config, trials);
  }

  @Test
  void filesOfOneRowAreJoinedAndNamedAfterTheModel() throws IOException {
    String config = "{\"model_name\": \"small\", \"layerwise_lr_decay_variant\": \"paper\"}";
    Path cola = file("cola.json", results(config, "cola", "mcc", 10, 12));
    Path rte = file("rte.json", results(config, "rte", "accuracy", 60, 61, 62));

    List<ResultRow> rows = ResultRow.read(List.of(cola.toString(), rte.toString()), null);

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).name()).isEqualTo("small, paper");
    assertThat(rows.get(0).scores().get("cola").mean()).isEqualTo(11);
    assertThat(rows.get(0).scores().get("rte").standardDeviation()).isCloseTo(1, within(1e-12));
  }

  @Test
  void variantsOfTheDecayAreRowsOfTheirOwn() throws IOException {
    Path file =
        file(
            "variants.json",
            "{\"original\": [%s], \"paper\": [%s]}"
                .formatted(results("{}", "cola", "mcc", 1, 2), results("{}", "cola", "mcc", 3, 4)));

    assertThat(ResultRow.read(List.of("mine=" + file), null))
        .extracting(ResultRow::name)
        .containsExactly("mine original", "mine paper");
  }

  @Test
  void twoResultsOfATaskAndOtherFilesAreRefused() throws IOException {
    Path cola = file("cola.json", results("{}", "cola", "mcc", 10, 12));
    Path other = file("other.json", "[1, 2]");

    assertThatThrownBy(() -> ResultRow.read(List.of("a=" + cola, "a=" + cola), null))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("two results of task cola");
    assertThatThrownBy(() -> ResultRow.read(List.of(other.toString()), null))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("expected results of fine-tuning");
    assertThatThrownBy(() -> ResultRow.read(List.of(directory.resolve("none").toString()), null))
        .isInstanceOf(BadInputException.class);
  }

  @Test
  void anyMetricThatEachTrialHasCanBeTaken() throws IOException {
    Path file = file("loss.json", results("{}", "cola", "loss", 0.5, 0.7));

    assertThat(ResultRow.read(List.of("a=" + file), "loss").get(0).scores().get("cola").mean())
        .isCloseTo(0.6, within(1e-12));
    assertThatThrownBy(() -> ResultRow.read(List.of("a=" + file), null))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("a trial without mcc");
  }

  @Test
  void publishedRowsHaveTheStudysFigures() {
    assertThat(PublishedResults.read().rows()).hasSize(14);
    SampleSummary cola = PublishedResults.read().named("study, 100 %").scores().get("cola");
    assertThat(cola).isEqualTo(new SampleSummary(5, 53.5, 2.47));
    assertThat(
            PublishedResults.read()
                .named("ELECTRA-Small OWT, original, 100 %")
                .scores()
                .get("cola"))
        .satisfies(s -> assertThat(s.mean()).isEqualTo(56.8))
        .satisfies(s -> assertThat(s.hasSpread()).isFalse());
    assertThat(PublishedResults.read().ofElectraSmall()).hasSize(2);
    assertThatThrownBy(() -> PublishedResults.read().named("study"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("study, 6 %");
  }
}
