package org.electra4j.finetuning.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.TaskRegistry;
import org.electra4j.finetuning.task.TargetRange;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlueSubmissionTest {
  private static final List<String> NLI = List.of("contradiction", "entailment", "neutral");

  private static final TargetRange SIMILARITY = new TargetRange(0, 5);

  @TempDir Path dir;
  private String pattern;

  @BeforeEach
  void placeOfThePredictions() {
    pattern = dir + "/{:}_{:}_{:}_predictions.pkl";
  }

  private Path file(String task, String split) {
    return TestPredictions.file(pattern, task, split, 2);
  }

  private static EvalOutput label(int eid, float... logits) {
    return EvalOutput.classification(eid, 0, 0, logits);
  }

  private Map<String, String> unzip(Path zip) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipFile in = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : in.stream().toList()) {
        byte[] bytes = in.getInputStream(entry).readAllBytes();
        files.put(entry.getName(), new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  @Test
  void predictionsAreReadableAndInOrderOfTheExamples() {
    Path file = file("mnli", "test_matched");
    TestPredictions.writeLabels(file, NLI, List.of(label(1, 0, 0, 0.5f), label(0, -1.5f, 100, 1)));

    assertThat(file.getFileName()).hasToString("mnli_test_matched_2_predictions.tsv");
    assertThat(file)
        .content()
        .startsWith(
            "eid\tprediction\tprobability_contradiction\tprobability_entailment"
                + "\tprobability_neutral\tlogit_contradiction\tlogit_entailment\tlogit_neutral\n"
                + "0\tentailment\t0.000000\t1.000000\t0.000000\t-1.5\t100.0\t1.0\n"
                + "1\tneutral\t0.274069\t0.274069\t0.451863\t0.0\t0.0\t0.5\n");
  }

  @Test
  void numbersAreOnTheTasksScaleWithTheModelsBeside() {
    Path file = file("sts", "test");
    TestPredictions.writeNumbers(file, SIMILARITY, List.of(EvalOutput.regression(0, 0, 0, 0.5)));

    assertThat(file).hasContent("eid\tprediction\toutput\n0\t2.5\t0.5\n");
  }

  @Test
  void aTaskKnowsWhetherItsPredictionsAreLabelsOrNumbers() {
    FinetuningConfig config =
        FinetuningConfig.of(
            "m", dir, Json.parse("{\"task_names\": [\"rte\", \"sts\"]}", "hparams"));
    FullTokenizer tokenizer =
        new FullTokenizer(
            Vocabulary.read(Reference.tinyVocabulary()), TextNormalization.of(true, true));
    Path rte =
        TaskRegistry.of("rte", config, tokenizer)
            .writePredictions("test", 1, List.of(label(0, 0, 1)));
    Path sts =
        TaskRegistry.of("sts", config, tokenizer)
            .writePredictions("test", 1, List.of(EvalOutput.regression(0, 0, 0, 0.25)));

    assertThat(rte).isEqualTo(dir.resolve("models/m/test_predictions/rte_test_1_predictions.tsv"));
    assertThat(rte).content().contains("\n0\tnot_entailment\t");
    assertThat(sts).hasContent("eid\tprediction\toutput\n0\t1.25\t0.25\n");
  }

  @Test
  void theSubmissionHoldsTheBenchmarksFilesOfAllRunsAndNamesTheMissing() throws IOException {
    TestPredictions.writeLabels(
        file("cola", "test"), List.of("0", "1"), List.of(label(0, 1, 0), label(1, 0, 1)));
    TestPredictions.writeLabels(file("mnli", "test_mismatched"), NLI, List.of(label(0, 0, 1, 0)));
    TestPredictions.writeLabels(file("mnli", "diagnostic"), NLI, List.of(label(0, 1, 0, 0)));
    TestPredictions.writeNumbers(
        file("sts", "test"),
        SIMILARITY,
        List.of(
            EvalOutput.regression(0, 0, 0, -0.1),
            EvalOutput.regression(1, 0, 0, 1.25),
            EvalOutput.regression(2, 0, 0, 0.51234)));

    GlueSubmission submission = GlueSubmission.write(pattern, 2).orElseThrow();

    assertThat(submission.zip()).isEqualTo(dir.resolve("glue_submission_2.zip"));
    assertThat(unzip(submission.zip()))
        .isEqualTo(
            Map.of(
                "CoLA.tsv", "index\tprediction\n0\t0\n1\t1\n",
                "MNLI-mm.tsv", "index\tprediction\n0\tentailment\n",
                "STS-B.tsv", "index\tprediction\n0\t0.000\n1\t5.000\n2\t2.562\n",
                "AX.tsv", "index\tprediction\n0\tcontradiction\n"));
    assertThat(submission.missing())
        .containsExactly(
            "MNLI-m.tsv", "MRPC.tsv", "QNLI.tsv", "QQP.tsv", "RTE.tsv", "SST-2.tsv", "WNLI.tsv");
    assertThat(submission.warnings())
        .hasSize(4)
        .contains(
            "CoLA.tsv has 2 rows up to index 1, the benchmark's test set has 1063, numbered from"
                + " 0");
  }

  @Test
  void aWholeTestSetGivesNoWarningAndASkippedRowDoes() {
    List<EvalOutput> rows = new ArrayList<>();
    for (int i = 0; i < 146; i++) {
      rows.add(label(i, 1, 0));
    }
    TestPredictions.writeLabels(file("wnli", "test"), List.of("0", "1"), rows);
    assertThat(GlueSubmission.write(pattern, 2).orElseThrow().warnings()).isEmpty();

    rows.set(17, label(146, 1, 0));
    TestPredictions.writeLabels(file("wnli", "test"), List.of("0", "1"), rows);
    assertThat(GlueSubmission.write(pattern, 2).orElseThrow().warnings())
        .containsExactly(
            "WNLI.tsv has 146 rows up to index 146, the benchmark's test set has 146, numbered"
                + " from 0");
  }

  @Test
  void thePredictionsOfAnotherTrialDoNotCount() {
    TestPredictions.writeLabels(file("cola", "test"), List.of("0", "1"), List.of(label(0, 1, 0)));
    assertThat(GlueSubmission.write(pattern, 1)).isEmpty();
  }

  @Test
  void theSamePredictionsGiveTheSameBytes() throws IOException {
    TestPredictions.writeLabels(file("cola", "test"), List.of("0", "1"), List.of(label(0, 1, 0)));
    Path zip = GlueSubmission.write(pattern, 2).orElseThrow().zip();
    byte[] first = Files.readAllBytes(zip);
    GlueSubmission.write(pattern, 2);
    assertThat(zip).hasBinaryContent(first);
  }

  @Test
  void aDamagedFileOfPredictionsIsBadInput() throws IOException {
    Path file = file("sts", "test");
    Files.writeString(file, "eid\tprediction\toutput\n0\tmuch\t0.5\n");
    assertThatThrownBy(() -> GlueSubmission.write(pattern, 2))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": prediction 'much', expected a number");

    Files.writeString(file, "eid\tprediction\toutput\nzero\t1\t0.5\n");
    assertThatThrownBy(() -> GlueSubmission.write(pattern, 2))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ", line 2: 'zero\t1\t0.5', expected a number and a prediction");

    Files.writeString(file, "index\tprediction\n");
    assertThatThrownBy(() -> GlueSubmission.write(pattern, 2))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ", line 1: no predictions, expected eid, prediction");
  }
}
