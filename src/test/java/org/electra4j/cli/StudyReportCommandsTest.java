package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.io.Json;
import org.electra4j.study.report.MadeUpStudy;
import org.electra4j.testing.CapturedOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class StudyReportCommandsTest {
  @RegisterExtension final CapturedOutput output = new CapturedOutput();
  @TempDir Path dir;

  private void study() {
    MadeUpStudy study = new MadeUpStudy(dir, List.of("cola"), 2);
    study.run("narrow", 0.25, false, 25);
    study.run("wide", 1, true, 25);
  }

  @Test
  void reportPrintsTheFindingsAndWritesThePage() {
    study();

    assertThat(Main.run("report", "--study", dir.toString())).isZero();

    assertThat(output.out())
        .contains("The best row is narrow, 25 %")
        .contains("Not there yet: random weights: its fine-tuning")
        .contains("Look at ");
    assertThat(dir.resolve("report/report.html")).exists();
  }

  @Test
  void reportOfSomethingElseIsOneLine() {
    assertThat(Main.run("report", "--study", dir.toString())).isEqualTo(2);

    assertThat(output.err()).contains("no plan.json, expected a directory of run-study");
  }

  @Test
  void twoRunsOfAStudyAreCompared() {
    study();
    String narrow = dir.resolve("pretraining/narrow").toString();
    String wide = dir.resolve("pretraining/wide").toString();
    Path page = dir.resolve("runs.html");

    int status = Main.run("compare-runs", narrow, wide, "--json", "--report", page.toString());

    assertThat(status).isZero();
    assertThat(Json.parse(output.out(), "output").at("/configuration/0/name").asText())
        .isEqualTo("generator_hidden_size");
    assertThat(page).content().contains("disc_auc");
    assertThat(Main.run("compare-runs", narrow)).isEqualTo(2);
    assertThat(output.err()).contains("1 paths, expected two runs");
  }
}
