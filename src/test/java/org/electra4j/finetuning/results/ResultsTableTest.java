package org.electra4j.finetuning.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Test;

class ResultsTableTest {
  @Test
  void avgIsTheMeanOfEightTasksAndGlueOfNineWithWnliConstant() {
    GlueScores scores = GlueScores.of(SomeResults.eightTasks(1, 40));

    assertThat(scores.missing()).isEmpty();
    assertThat(scores.avg().orElseThrow().mean()).isCloseTo((40 + 7 * 80) / 8.0, within(1e-9));
    // MRPC, STS-B and QQP count the mean of two metrics, 85.
    assertThat(scores.glue().orElseThrow().mean())
        .isCloseTo((40 + 3 * 85 + 4 * 80 + 56.34) / 9, within(1e-9));
  }

  @Test
  void deviationOfTheOverallNumbersIsThatOfTheTrialsNumbers() {
    Summary avg = GlueScores.of(SomeResults.eightTasks(3, 40)).avg().orElseThrow();

    // CoLA alone changes: 40, 41, 42.
    assertThat(avg.trials()).isEqualTo(3);
    assertThat(avg.standardDeviation()).isCloseTo(1 / 8.0, within(1e-9));
  }

  @Test
  void tasksOfUnequalTrialsHaveAMeanAndNoDeviation() {
    Map<String, List<TaskScores>> scores = SomeResults.eightTasks(1, 40);
    scores.put("cola", SomeResults.eightTasks(3, 40).get("cola"));

    Summary avg = GlueScores.of(scores).avg().orElseThrow();

    assertThat(avg.mean()).isCloseTo((41 + 7 * 80) / 8.0, within(1e-9));
    assertThat(avg.standardDeviation()).isNaN();
  }

  @Test
  void aMissingTaskOrMetricLeavesNoOverallNumber() {
    Map<String, List<TaskScores>> scores = SomeResults.eightTasks(2, 40);
    scores.remove("rte");
    scores.put("mrpc", List.of(new TaskScores(Map.of("accuracy", 80.0), Map.of())));

    GlueScores glue = GlueScores.of(scores);

    assertThat(glue.avg()).isEmpty();
    assertThat(glue.glue()).isEmpty();
    assertThat(glue.missing()).containsExactly("MRPC", "RTE");
  }

  @Test
  void runsOfOneTaskEachBecomeARowInTheStudysOrder() {
    ResultsTable.Row row =
        ResultsTable.Row.of(
            "ELECTRA-Small",
            List.of(
                SomeResults.run("rte", "accuracy", 57.6),
                SomeResults.run("my_task", "f1", 10, 20),
                SomeResults.run("cola", "mcc", 44, 45, 46)));

    assertThat(ResultsTable.of(List.of(row)).markdown())
        .isEqualTo(
            """
            | model | CoLA | RTE | my_task | AVG | GLUE |
            | --- | ---: | ---: | ---: | ---: | ---: |
            | ELECTRA-Small | 45.0 ±1.00 | 57.6 | 15.0 ±7.07 |  |  |
            """);
    assertThat(ResultsTable.notes(List.of(row)))
        .isEqualTo(
            "ELECTRA-Small: no AVG and no GLUE score, for they need SST-2, MRPC, STS-B, QQP, MNLI,"
                + " QNLI, too\n");
  }

  @Test
  void aRowWithAllTasksHasBothOverallNumbersAndNoNote() {
    ResultsTable.Row row = new ResultsTable.Row("whole", SomeResults.eightTasks(3, 40));

    List<List<String>> rows = ResultsTable.of(List.of(row)).rows();

    assertThat(rows.get(0)).endsWith("75.1 ±0.12", "74.7 ±0.11").hasSize(11);
    assertThat(ResultsTable.notes(List.of(row))).isEmpty();
  }

  @Test
  void oneTaskFromTwoRunsIsAmbiguous() {
    FinetuningResults run = SomeResults.run("cola", "mcc", 1);
    assertThatThrownBy(() -> ResultsTable.Row.of("small", List.of(run, run)))
        .isInstanceOf(BadInputException.class)
        .hasMessage("small: two results of task cola, expected one");
  }

  @Test
  void detailsListEveryMetric() {
    List<List<String>> rows =
        new ArrayList<>(ResultsTable.details(SomeResults.run("cola", "mcc", 44, 45, 52)).rows());

    assertThat(rows)
        .containsExactly(
            List.of("cola dev mcc", "3", "47.00", "4.36", "45.00", "52.00"),
            List.of("cola dev loss", "3", "0.47", "0.04", "0.45", "0.44"));
  }
}
