package org.electra4j.finetuning.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.electra4j.metrics.ScorerGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinetuningResultsTest {
  @TempDir Path dir;

  private static FinetuningResults severalTasks() {
    Scorer mrpc = ScorerGroup.accuracyWithF1();
    mrpc.update(EvalOutput.classification(0, 0.25, 1, new float[] {0, 1}));
    mrpc.update(EvalOutput.classification(1, 0.5, 1, new float[] {1, 0}));
    Map<String, Map<String, TaskScores>> scores = new LinkedHashMap<>();
    Map<String, TaskScores> mnli = new LinkedHashMap<>();
    mnli.put("dev", new TaskScores(Map.of("accuracy", 81.125), Map.of()));
    mnli.put("dev_mismatched", new TaskScores(Map.of("accuracy", 80.0), Map.of()));
    scores.put("mnli", mnli);
    scores.put("mrpc", Map.of("dev", TaskScores.of(mrpc)));
    scores.put("sts", Map.of("dev", new TaskScores(Map.of("pearson", Double.NaN), Map.of())));
    return new FinetuningResults(
        Json.mapper().createObjectNode().put("learning_rate", 3e-4),
        List.of(
            new TrialResult(1, 7, 100, 12.5, scores), new TrialResult(2, 8, 100, 12.5, scores)));
  }

  @Test
  void theTextFileIsTheOriginalsWithTheFirstSplitAndItsMetricsOnly() throws Exception {
    Path file = dir.resolve("mnli,mrpc,sts_results.txt");
    severalTasks().write(file);

    String trial =
        """
        mnli: accuracy: 81.12
        mrpc: accuracy: 50.00 - loss: 0.38
        sts: pearson: nan
        """;
    assertThat(file).hasContent(trial + trial);
    assertThat(Files.readString(file)).endsWith("\n");
    assertThat(dir.resolve("mnli,mrpc,sts_results.json")).exists();
  }

  @Test
  void whatIsWrittenIsReadBackWholeAndInOrder() {
    FinetuningResults results = severalTasks();
    results.write(dir.resolve("a_results.txt"));

    FinetuningResults read = FinetuningResults.read(dir.resolve("a_results.json"));

    assertThat(read).isEqualTo(results);
    assertThat(read.text()).isEqualTo(results.text());
    assertThat(read.trials().get(1).seed()).isEqualTo(8);
  }

  @Test
  void theJsonFileSumsUpEachMetricOfEachSplit() {
    JsonNode json = severalTasks().toJson();

    JsonNode mismatched = json.at("/summary/mnli/dev_mismatched/accuracy");
    assertThat(mismatched.get("mean").asDouble()).isEqualTo(80);
    assertThat(mismatched.get("trials").asInt()).isEqualTo(2);
    assertThat(json.at("/summary/mrpc/dev/f1/mean").asDouble()).isEqualTo(100);
    assertThat(json.at("/summary/mrpc/dev/standard_f1/mean").asDouble())
        .isCloseTo(200.0 / 3, within(1e-9));
    assertThat(json.at("/summary/sts/dev/pearson/mean").isNull()).isTrue();
    assertThat(json.at("/config/learning_rate").asDouble()).isEqualTo(3e-4);
    assertThat(json.at("/glue/avg").isNull()).isTrue();
    assertThat(json.at("/glue/missing_tasks")).hasSize(6);
  }

  @Test
  void aTaskWithoutASplitToEvaluateHasNoLine() {
    TrialResult trial = new TrialResult(1, 0, 10, 1, Map.of("ax", Map.of()));
    FinetuningResults results =
        new FinetuningResults(Json.mapper().createObjectNode(), List.of(trial));
    assertThat(results.text()).isEmpty();
    assertThat(ResultsTable.details(results).rows()).isEmpty();
  }

  @Test
  void deviationIsTheSamplesAndTheBestLossIsTheSmallest() {
    Summary accuracy = Summary.of("accuracy", List.of(1.0, 2.0, 3.0, 10.0));
    assertThat(accuracy.mean()).isEqualTo(4);
    assertThat(accuracy.standardDeviation()).isCloseTo(Math.sqrt(50.0 / 3), within(1e-12));
    assertThat(accuracy.median()).isEqualTo(2.5);
    assertThat(accuracy.best()).isEqualTo(10);
    assertThat(accuracy.text()).isEqualTo("4.0 ±4.08");
    assertThat(Summary.of("loss", List.of(1.0, 0.5, 3.0)).best()).isEqualTo(0.5);
  }

  @Test
  void oneTrialHasNoDeviation() {
    Summary one = Summary.of("mcc", List.of(53.25));
    assertThat(one.standardDeviation()).isNaN();
    assertThat(one.text()).isEqualTo("53.2");
    assertThat(one.toJson().get("sample_standard_deviation").isNull()).isTrue();
  }

  @Test
  void aTrialWithoutANumberIsNotLeftOutOfTheMean() {
    Summary summary = Summary.of("spearman", List.of(80.0, Double.NaN));
    assertThat(summary.mean()).isNaN();
    assertThat(summary.median()).isNaN();
    assertThat(summary.best()).isEqualTo(80);
  }

  @Test
  void aFileThatHoldsNoResultsIsBadInput() {
    Path file = dir.resolve("other.json");
    Json.write(file, Map.of("steps", 3));
    assertThatThrownBy(() -> FinetuningResults.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": no 'trials', expected results of fine-tuning");
  }

  @Test
  void aScoreThatIsNotANumberIsBadInput() {
    Path file = dir.resolve("a_results.json");
    FinetuningResults results = SomeResults.run("cola", "mcc", 50);
    Json.write(file, Json.parse(results.toJson().toString().replaceFirst("50\\.0", "\"x\""), ""));
    assertThatThrownBy(() -> FinetuningResults.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": mcc is \"x\", expected a number");
  }
}
