package org.electra4j.study.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.results.FinetuningResults;
import org.electra4j.finetuning.results.TaskScores;
import org.electra4j.finetuning.results.TrialResult;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.training.EventFileWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunComparisonTest {
  @TempDir Path root;

  private Path model(String name, double learningRate, double loss) {
    Path model = root.resolve(name);
    try (EventFileWriter events = EventFileWriter.open(model, 0)) {
      events.scalars(10, Map.of("total_loss", 9.0, "learning_rate", 1.0));
      events.scalars(20, Map.of("total_loss", loss, "learning_rate", 1.0));
    }
    ObjectNode hparams = Json.mapper().createObjectNode().put("model_dir", model.toString());
    Json.write(model.resolve("hparams.json"), hparams.put("learning_rate", learningRate));
    return model;
  }

  private static void record(Path directory, String hash) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.withArray("data").addObject().put("file", "/data/records").put("sha256", hash);
    Json.write(directory.resolve("record.json"), json);
  }

  private static Path finetuning(Path directory, double... values) {
    List<TrialResult> trials = new ArrayList<>();
    for (double value : values) {
      TaskScores scores = new TaskScores(Map.of("mcc", value), Map.of());
      trials.add(new TrialResult(1, 0, 10, 1, Map.of("cola", Map.of("dev", scores))));
    }
    new FinetuningResults(Json.mapper().createObjectNode(), trials)
        .write(directory.resolve("results.txt"));
    return directory;
  }

  @Test
  void hparamsAndCurvesOfModelsAreComparedAndPlacesAreNot() {
    Path a = model("a", 5e-4, 7);
    Path b = model("b", 2e-4, 8);

    RunComparison comparison = RunComparison.of(a, b);

    assertThat(comparison.configuration())
        .containsExactly(new RunComparison.Difference("learning_rate", "5.0E-4", "2.0E-4"));
    assertThat(comparison.curves())
        .extracting(RunComparison.Curve::tag)
        .containsExactly("total_loss", "learning_rate");
    assertThat(comparison.curves().get(0).distance())
        .hasValueSatisfying(
            distance -> {
              assertThat(distance.largest()).isEqualTo(1);
              assertThat(distance.largestAt()).isEqualTo(20);
              assertThat(distance.last()).isEqualTo(-1);
            });
  }

  @Test
  void partsOfAStudyAreComparedByTheirLastCheckpointAndTheirData() {
    for (String name : List.of("a", "b")) {
      Path part = root.resolve(name);
      model(name + "/model", 1, 1);
      record(part, name);
      Json.write(part.resolve("checkpoints/6/eval.json"), Map.of("step", 6, "disc_auc", 0.1));
      double auc = name.equals("a") ? 0.9 : 0.6;
      Json.write(part.resolve("checkpoints/100/eval.json"), Map.of("step", 100, "disc_auc", auc));
    }

    RunComparison comparison = RunComparison.of(root.resolve("a"), root.resolve("b"));

    assertThat(comparison.data())
        .containsExactly(new RunComparison.Difference("records", "a", "b"));
    assertThat(comparison.metrics())
        .filteredOn(metric -> metric.name().equals("disc_auc"))
        .singleElement()
        .satisfies(
            metric ->
                assertThat(metric.test().orElseThrow().difference()).isCloseTo(0.3, within(1e-12)));
  }

  @Test
  void withoutADifferenceTheDataAreTheSameOrNotRecorded() {
    model("a", 1, 1);
    model("b", 1, 1);

    assertThat(RunTables.text(RunComparison.of(root.resolve("a"), root.resolve("b"))))
        .contains("Configuration: no difference")
        .contains("Data: not recorded for both");

    for (String name : List.of("c", "d")) {
      model(name + "/model", 1, 1);
      record(root.resolve(name), "same");
    }

    assertThat(RunTables.text(RunComparison.of(root.resolve("c"), root.resolve("d"))))
        .contains("Data: the same (files of the same SHA-256: 1)");
  }

  @Test
  void fineTuningsAreTestedOverTheirTrials() {
    Path a = finetuning(root.resolve("a"), 50, 51, 52);
    Path b = finetuning(root.resolve("b"), 60, 61, 62);

    RunComparison comparison = RunComparison.of(a, b.resolve("results.json"));
    JsonNode metric = comparison.toJson().get("metrics").get(0);

    assertThat(metric.get("name").asText()).isEqualTo("cola dev mcc");
    assertThat(metric.get("difference").asDouble()).isEqualTo(-10);
    assertThat(metric.get("p_value").asDouble()).isLessThan(0.001);
    assertThat(RunTables.text(comparison)).contains("51.000 ±1.0000").contains("<0.001");
  }

  @Test
  void thePageHasTheCurvesOfBoth() {
    String page = RunsPage.html(RunComparison.of(model("a", 1, 7), model("b", 1, 8)));

    assertThat(page)
        .contains("id=\"total_loss\"")
        .contains("No difference.")
        .contains("charts.figures(\"data\")");
  }

  @Test
  void whatIsNoRunIsRefused() throws IOException {
    Path empty = Files.createDirectory(root.resolve("empty"));

    assertThatThrownBy(() -> RunComparison.of(empty, empty))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no run, expected hparams.json");
    assertThatThrownBy(() -> RunComparison.of(root.resolve("none"), empty))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no such file");
  }
}
