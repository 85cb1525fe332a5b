package org.electra4j.finetuning.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractThrowableAssert;
import org.electra4j.finetuning.TaskFixtures;
import org.electra4j.finetuning.task.Example;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.BadInputException;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlueTasksTest {
  private static final String PAIRS = "index\tsentence1\tsentence2\tlabel\n";

  @TempDir Path data;
  private TaskFixtures files;

  @BeforeEach
  void makeDirectory() {
    files = new TaskFixtures(data);
  }

  @Test
  void wnliHasTheLayoutOfRteAndLabelsOfItsOwn() {
    files.write("wnli/train.tsv", PAIRS + "0\ta\tb\t1\n1\tc\td\t0\n");
    files.write("wnli/test.tsv", "index\tsentence1\tsentence2\n0\te\tf\n");
    SingleOutputTask task = (SingleOutputTask) files.task("wnli", "");

    assertThat(task.labels()).containsExactly("0", "1");
    assertThat(examples(task, "train"))
        .containsExactly(
            new ClassificationExample(0, "wnli", "a", "b", "1"),
            new ClassificationExample(1, "wnli", "c", "d", "0"));
    assertThat(examples(task, "test"))
        .containsExactly(new ClassificationExample(0, "wnli", "e", "f", "0"));
  }

  @Test
  void axTrainsOnMnliAndPredictsTheDiagnosticSet() {
    String row = "0\t\t\t\t\t\t\t\tpremise\thypothesis\tneutral\n";
    files.write("mnli/train.tsv", mnliHeader("gold_label") + row);
    files.write("ax/diagnostic.tsv", "index\tsentence1\tsentence2\n0\tx\ty\n");
    Task ax = files.task("ax", "");

    assertThat(examples(ax, "train"))
        .containsExactly(new ClassificationExample(0, "ax", "premise", "hypothesis", "neutral"));
    assertThat(ax.testSplits()).containsExactly("test");
    assertThat(examples(ax, "test"))
        .containsExactly(new ClassificationExample(0, "ax", "x", "y", "contradiction"));
    assertThat(examples(files.task("mnli", ""), "diagnostic")).hasSize(1);
  }

  @Test
  void bothDevSetsOfMnliAreEvaluated() {
    files.write(
        "mnli/dev_matched.tsv", mnliHeader("gold_label") + "0" + "\tm".repeat(9) + "\tneutral\n");
    files.write(
        "mnli/dev_mismatched.tsv",
        mnliHeader("gold_label") + "0" + "\tmm".repeat(9) + "\tneutral\n");
    Task mnli = files.task("mnli", "");

    assertThat(mnli.evalSplits()).containsExactly("dev", "dev_mismatched");
    assertThat(examples(mnli, "dev").get(0).textA()).isEqualTo("m");
    assertThat(examples(mnli, "dev_mismatched").get(0).textA()).isEqualTo("mm");
  }

  @Test
  void foldersOfGluesArchiveServeToo() {
    files.write("WNLI/dev.tsv", PAIRS + "0\tofficial\tb\t1\n");
    assertThat(examples(files.task("wnli", ""), "dev").get(0).textA()).isEqualTo("official");
    files.write("wnli/dev.tsv", PAIRS + "0\toriginal\tb\t1\n");
    assertThat(examples(files.task("wnli", ""), "dev").get(0).textA()).isEqualTo("original");
  }

  @Test
  void aByteOrderMarkBelongsToNoColumn() {
    files.write(
        "mrpc/dev.tsv", "\uFEFFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\r\n1\t8\t9\ta\tb\r\n");
    assertThat(examples(files.task("mrpc", ""), "dev"))
        .containsExactly(new ClassificationExample(0, "mrpc", "a", "b", "1"));
  }

  @Test
  void debugModeReadsAHundredLines() {
    files.write("rte/train.tsv", PAIRS + "0\ta\tb\tentailment\n".repeat(150));
    assertThat(files.task("rte", "'debug': true").examples("train")).hasSize(99);
    assertThat(files.task("rte", "").examples("train")).hasSize(150);
  }

  @Test
  void strictRefusesTheRowThatTheOriginalSkips() {
    files.write("rte/train.tsv", PAIRS + "0\ta\tb\tentailment\n1\tshort\n");
    assertThat(files.task("rte", "").examples("train")).hasSize(1);
    assertBad("rte", "train", "'strict': true")
        .hasMessageEndingWith(
            "rte/train.tsv: line 3: 2 columns, expected column 2 (sentence1),"
                + " column 3 (sentence2), column 4 (label)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0\\ta\\tb\\tmaybe | line 2: the label is 'maybe', expected one of entailment, not_ent",
        "0\\ta\\tb\\t      | line 2: the label is '', expected one of entailment",
        "0\\ta             | no examples in 1 rows, expected rows with column 2 (sentence1)",
        "``                | no examples in an empty file, expected rows with column 2",
      })
  void wrongLabelsAndEmptyFilesAreErrors(String rows, String message) {
    files.write("rte/dev.tsv", PAIRS + rows.translateEscapes());
    assertBad("rte", "dev", "").hasMessageContaining("rte/dev.tsv: " + message);
  }

  @ParameterizedTest
  @CsvSource({"5.01", "-0.1", "NaN", "x", "1d"})
  void scoresOutsideTheRangeAreErrors(String score) {
    files.write("sts/dev.tsv", "sentence1\tsentence2\tscore\na\tb\t" + score + "\n");
    assertBad("sts", "dev", "")
        .hasMessageEndingWith(
            "sts/dev.tsv: line 2: the label is '%s', expected a number from 0.0 to 5.0"
                .formatted(score));
  }

  @Test
  void aFileWithoutItsHeaderIsAnError() {
    files.write("rte/train.tsv", "0\ta\tb\tentailment\n");
    assertBad("rte", "train", "")
        .hasMessageEndingWith(
            "rte/train.tsv: line 1: the header is ['0', 'a', 'b', 'entailment'],"
                + " expected column 2 (sentence1)");
  }

  @Test
  void aHeaderWhereColaHasNoneIsAnError() {
    files.write("cola/train.tsv", "source\tlabel\tnotes\tsentence\ngj04\t1\t\tx\n");
    assertBad("cola", "train", "").hasMessageContaining("line 1: the label is 'label'");
  }

  @Test
  void missingFilesAndDirectoriesAreNamed() {
    assertBad("sst", "train", "")
        .hasMessage(
            "no directory %1$s/finetuning_data/sst: expected %1$s/finetuning_data/sst/train.tsv,"
                + " the split train of task sst",
            data);
    files.write("sst/train.tsv", "sentence\tlabel\na\t1\n");
    assertBad("sst", "dev", "").hasMessageStartingWith("no file dev.tsv: expected " + data);
    assertBad("sst", "deb", "")
        .hasMessage("task sst has no split deb, expected one of train, dev, test");
    assertThatThrownBy(() -> files.task("glue", ""))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            "Unknown task glue, expected one of cola, mrpc, mnli, sst, rte, qnli, qqp, sts, wnli,"
                + " ax, ")
        .hasMessageEndingWith(
            ", or a description %s/finetuning_data/glue/task.json".formatted(data));
  }

  @Test
  void textThatIsNotUtf8IsAnErrorWithItsLine() throws IOException {
    Path file = files.write("sst/train.tsv", "");
    Files.write(file, "sentence\tlabel\na\u00e9\t1\n".getBytes(StandardCharsets.ISO_8859_1));
    assertBad("sst", "train", "").hasMessageContaining("sst/train.tsv: line 2 is not UTF-8");
  }

  /** Numbers of examples of the official files; CoLA's and SST's training files are large. */
  @Tag("shared-data")
  @ParameterizedTest
  @CsvSource({
    "cola, train, 8551", "cola, dev, 1043", "sst, train, 67349", "sst, dev, 872",
    "mrpc, train, 7336", "mrpc, dev, 408", "mrpc, test, 1725", "rte, train, 2490",
    "rte, dev, 277", "qnli, dev, 5463", "wnli, train, 635", "wnli, dev, 71"
  })
  void officialFilesAreReadWhole(String name, String split, int examples) {
    Path glue = Reference.shared().resolve("data/glue");
    assumeThat(glue).exists();
    Task task = files.task(name, "'strict': true, 'raw_data_dir': '" + glue + "/{:}'");
    assertThat(task.examples(split)).hasSize(examples);
  }

  private AbstractThrowableAssert<?, ?> assertBad(String task, String split, String hparams) {
    return assertThatThrownBy(() -> files.task(task, hparams).examples(split))
        .isInstanceOf(BadInputException.class);
  }

  private static List<ClassificationExample> examples(Task task, String split) {
    return task.examples(split).stream()
        .map((Example e) -> (ClassificationExample) e)
        .collect(Collectors.toList());
  }

  private static String mnliHeader(String label) {
    return "index\tpromptID\tpairID\tgenre\tsentence1_binary_parse\tsentence2_binary_parse"
        + "\tsentence1_parse\tsentence2_parse\tsentence1\tsentence2\t"
        + label
        + "\n";
  }
}
