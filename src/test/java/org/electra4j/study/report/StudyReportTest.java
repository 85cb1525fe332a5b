package org.electra4j.study.report;

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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.electra4j.finetuning.results.PublishedResults;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.study.chart.Figure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyReportTest {
  @TempDir Path root;

  private static List<String> column(ReportTable table, String name) {
    int i = table.table().header().indexOf(name);
    return table.table().rows().stream().map(row -> row.get(i)).toList();
  }

  private ReportTable table(int number) {
    return StudyReport.of(root).tables().get(number - 2);
  }

  @Test
  void findingsNameTheBestRowRandomWeightsGeneratorsAndCollapses() {
    MadeUpStudy.whole(root);

    List<String> findings = StudyReport.of(root).findings();

    assertThat(findings)
        .anyMatch(s -> s.matches("The best row is main, 100 % .* above .* random .* p < 0.001\\)."))
        .anyMatch(
            s -> s.matches("Generators at 25 % of .* is 25 % .* largest, 100 %, is .* below.*"))
        .anyMatch(s -> s.startsWith("generator-100 (generator 100 %): its discriminator collapsed"))
        .anyMatch(s -> s.contains("No collapse of the discriminator: main (generator 25 %), gen"))
        .anyMatch(
            s -> s.startsWith("On CoLA, ") && s.endsWith(": random weights (3 of 3 trials)."));
  }

  @Test
  void tablesHaveOurRowsAboveThePublishedOnes() {
    MadeUpStudy.whole(root);

    assertThat(column(table(2), "model"))
        .startsWith("ours: main, 6 %", "ours: main, 25 %", "ours: main, 100 %")
        .contains("ours: random weights", "BERT-Base", "study, 100 %");
    assertThat(column(table(2), "MRPC")).contains("88.6*", "87.6 ±1.58");
    assertThat(column(table(2), "GLUE")).contains("76.7 ±0.25").doesNotContain("nan");
    // 3600 s on one device of 0.2 TFLOPS: 1/24 x 0.2 / 1000 x 0.33
    assertThat(column(table(3), "pfs-days")).contains("2.75e-06").contains("0.0433");
    assertThat(column(table(4), "discriminator"))
        .contains("collapsed at step 105", "did not collapse", "collapsed at step 10,000");
  }

  @Test
  void withSomeTasksAvgIsOverTheseAndNamedSo() {
    MadeUpStudy study = new MadeUpStudy(root, List.of("cola", "rte"), 2);
    study.run("main", 0.25, false, 100);

    ReportTable table = table(2);

    assertThat(table.table().header()).containsExactly("model", "CoLA", "RTE", "AVG of 2");
    // Published, 100 %: the mean of 53.5 and 61.5.
    assertThat(column(table, "AVG of 2")).contains("57.5");
    assertThat(table.notes()).anyMatch(note -> note.contains("cannot be compared"));
  }

  @Test
  void tasksBeyondGlueHaveAColumnAndAreNamed() {
    MadeUpStudy study = new MadeUpStudy(root, List.of("cola", "chunk"), 3);
    study.run("main", 0.25, false, 100);

    StudyReport report = StudyReport.of(root);

    assertThat(table(2).table().header()).containsExactly("model", "CoLA", "chunk", "AVG of 1");
    assertThat(report.findings()).anyMatch(s -> s.endsWith("6 fine-tuned models on CoLA, chunk."));
  }

  @Test
  void aPlanWithoutADeviceLeavesTheHardwareOpenAndSaysSo() {
    MadeUpStudy study = new MadeUpStudy(root, List.of("cola", "rte"), 2);
    study.run("main", 0.25, false, 100);
    assertThat(column(table(3), "hardware")).startsWith("1 x CPU");
    assertThat(table(3).notes()).noneMatch(note -> note.contains("names no device"));
    ObjectNode plan = (ObjectNode) Json.read(root.resolve("plan.json"));
    plan.putObject("device").putNull("name").put("peak_tflops", 0).put("count", 1);
    Json.write(root.resolve("plan.json"), plan);

    assertThat(column(table(3), "hardware")).startsWith("-", "3 x GTX 1080");
    assertThat(table(3).notes()).contains("Hardware -: the plan names no device.");
  }

  @Test
  void anUnfinishedStudyIsReportedAndItsGapsAreSaid() {
    MadeUpStudy study = new MadeUpStudy(root, List.of("cola", "rte"), 5);
    study.plan("main", 0.25, 6, 12.5);
    study.finetune("main", 6, "cola", 2, 50);

    StudyReport report = StudyReport.of(root);

    assertThat(report.missing())
        .containsExactly(
            "6 %: the checkpoint, fine-tuning on RTE, 3 of 5 trials of CoLA",
            "12.5 %: the checkpoint, its fine-tuning", "random weights: its fine-tuning");
    assertThat(report.tables()).hasSize(3);
    assertThat(column(report.tables().get(0), "CoLA").get(0)).startsWith("50.");
  }

  @Test
  void aStudyThatHasOnlyBegunGivesAPageToo() {
    new MadeUpStudy(root, List.of("cola"), 1).plan("main", 0.25, 6);

    StudyReportFiles.write(root, root.resolve("report"), line -> {});

    assertThat(root.resolve("report/report.html")).content().contains("Not there yet");
  }

  @Test
  void publishedRowsAreRecomputedAndDifferencesListed() {
    PublishedCheck check = PublishedCheck.of(PublishedResults.read());

    assertThat(check.items())
        .filteredOn(item -> item.name().equals("study, 100 %") && item.number().equals("AVG"))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.recomputed()).isCloseTo(78.7875, within(1e-9));
              assertThat(item.printed()).isEqualTo(79.2);
              assertThat(item.agrees()).isFalse();
            });
    assertThat(check.items())
        .filteredOn(item -> item.name().equals("TinyBERT-6") || item.number().equals("pfs-days"))
        .allMatch(PublishedCheck.Item::agrees);
    assertThat(column(check.table(), "published row")).contains("study, 100 %");
  }

  @Test
  void allFilesAreWrittenAndThePageNeedsNothingBesideIt() throws IOException {
    MadeUpStudy.whole(root);
    Path output = root.resolve("elsewhere");

    JsonNode json =
        StudyReportFiles.write(
            StudyReport.of(root), output, line -> {}, figure -> new byte[] {1, 2});

    try (Stream<Path> files = Files.walk(output).filter(Files::isRegularFile)) {
      assertThat(files.map(file -> output.relativize(file).toString()))
          .contains("report.html", "report.md", "report.json", "tables/table2-scores.csv")
          .contains("tables/published-check.tex", "figures/figure2-discriminator-auc.png");
    }
    assertThat(output.resolve("report.html"))
        .content()
        .doesNotContain("src=")
        .doesNotContain("<link")
        .contains("new uPlot");
    assertThat(output.resolve("report.md")).content().contains("(figures/figure1-scores.png)");
    assertThat(json.get("rows").get(2).get("avg").get("trials").asInt()).isEqualTo(3);
    assertThat(json.get("collapses").get(2).get("collapse").get("from").asLong()).isEqualTo(105);
  }

  @Test
  void withoutFontsOneLineWarnsAndTheRestIsWritten() {
    MadeUpStudy.whole(root);
    List<String> warnings = new ArrayList<>();

    StudyReportFiles.write(
        StudyReport.of(root),
        root.resolve("report"),
        warnings::add,
        figure -> {
          throw new InternalError("Fontconfig head is null");
        });

    assertThat(warnings).singleElement().asString().contains("Fontconfig head is null");
    assertThat(root.resolve("report/report.md")).content().doesNotContain("![");
    assertThat(root.resolve("report/report.html")).exists();
  }

  @Test
  void figuresAreImagesWhereTheRuntimeCanDrawText() {
    MadeUpStudy.whole(root);
    List<String> warnings = new ArrayList<>();

    StudyReportFiles.write(root, root.resolve("report"), warnings::add);

    Path figure = root.resolve("report/figures/figure1-scores.png");
    if (warnings.isEmpty()) {
      assertThat(figure).isNotEmptyFile();
    } else {
      assertThat(figure).doesNotExist();
    }
  }

  @Test
  void aDirectoryWithoutAPlanIsRefused() {
    assertThatThrownBy(() -> StudyReport.of(root))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no plan.json");
  }

  @Test
  void longCurvesAreThinnedOutByMeans() {
    SortedMap<Long, Double> curve = new TreeMap<>();
    for (long step = 1; step <= 1200; step++) {
      curve.put(step, (double) step);
    }

    Figure.Line line = Figure.Line.curve("long", curve);

    assertThat(line.points()).hasSize(400).containsEntry(2.0, 2.0).containsEntry(1199.0, 1199.0);
  }
}
