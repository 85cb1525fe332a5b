package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.results.FinetuningResults;
import org.electra4j.finetuning.results.TaskScores;
import org.electra4j.finetuning.results.TrialResult;
import org.electra4j.io.Json;
import org.electra4j.testing.CapturedOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ReportFinetuningCommandTest {
  @RegisterExtension final CapturedOutput output = new CapturedOutput();
  @TempDir Path dir;

  private String results(String directory, String task, String metric, double... values) {
    List<TrialResult> trials = new ArrayList<>();
    for (double value : values) {
      TaskScores scores = new TaskScores(Map.of(metric, value), Map.of());
      trials.add(new TrialResult(1, 0, 10, 1, Map.of(task, Map.of("dev", scores))));
    }
    Path text = dir.resolve(directory).resolve(task + "_results.txt");
    new FinetuningResults(
            Json.mapper()
                .createObjectNode()
                .put("model_name", "small")
                .put("layerwise_lr_decay_variant", directory),
            trials)
        .write(text);
    return FinetuningResults.jsonBeside(text).toString();
  }

  @Test
  void variantsOfATaskStandUnderEachOther() {
    String paper = results("paper", "cola", "mcc", 46, 48);
    String study = results("study", "cola", "mcc", 40);

    assertThat(Main.run("report-finetuning", "--markdown", paper, "of the study=" + study))
        .isZero();

    assertThat(output.out())
        .startsWith(
            """
            | model | CoLA | AVG | GLUE |
            | --- | ---: | ---: | ---: |
            | small, paper | 47.0 ±1.41 |  |  |
            | of the study | 40.0 |  |  |

            small, paper: no AVG and no GLUE score, for they need SST-2,""");
  }

  @Test
  void runsOfAModelAreOneRowAndDetailsListTheirMetrics() {
    String cola = results("paper", "cola", "mcc", 46);
    String rte = results("paper", "rte", "accuracy", 60);

    assertThat(Main.run("report-finetuning", "--details", rte, cola)).isZero();

    assertThat(output.out())
        .containsPattern("small, paper +46.0 +60.0\n")
        .containsPattern("rte dev accuracy +1 +60.00 +60.00 +60.00\n");
  }

  @Test
  void jsonHoldsRowsAndRuns() {
    assertThat(Main.run("report-finetuning", "--json", results("paper", "cola", "mcc", 46)))
        .isZero();

    JsonNode row = Json.parse(output.out(), "output").at("/rows/0");
    assertThat(row.get("name").asText()).isEqualTo("small, paper");
    assertThat(row.at("/glue/missing_tasks")).hasSize(7);
    assertThat(row.at("/runs/0/summary/cola/dev/mcc/mean").asDouble()).isEqualTo(46);
  }

  @Test
  void noFileOrAMissingOneIsBadInput() {
    assertThat(Main.run("report-finetuning")).isEqualTo(2);
    assertThat(output.err()).contains("no results given, expected [ROW=]RESULTS.json...");
    assertThat(Main.run("report-finetuning", dir.resolve("none.json").toString())).isEqualTo(2);
    assertThat(output.err()).contains("none.json: no such file");
  }
}
