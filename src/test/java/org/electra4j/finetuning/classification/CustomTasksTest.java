package org.electra4j.finetuning.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.finetuning.TaskFixtures;
import org.electra4j.finetuning.task.Example;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.BadInputException;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomTasksTest {
  @TempDir Path data;
  private TaskFixtures files;

  @BeforeEach
  void makeDirectory() {
    files = new TaskFixtures(data);
  }

  @Test
  void columnsAreFoundByTheirNamesWhereverTheyStand() {
    describe(
        "'labels': ['bad', 'good'], 'columns': {'text_a': 'review', 'label': 'verdict'},"
            + " 'metrics': ['f1', 'accuracy'],"
            + " 'splits': {'train': 'train.tsv', 'dev': 'held/out.tsv', 'test': 'new.tsv'}");
    files.write("films/train.tsv", "verdict\tid\treview\ngood\t7\ta\nbad\t8\tb\n");
    files.write("films/held/out.tsv", "review\tverdict\nc\tbad\n");
    files.write("films/new.tsv", "id\treview\n9\td\n");
    Task task = files.task("films", "");

    assertThat(examples(task, "train"))
        .containsExactly(
            new ClassificationExample(0, "films", "a", null, "good"),
            new ClassificationExample(1, "films", "b", null, "bad"));
    assertThat(examples(task, "dev"))
        .containsExactly(new ClassificationExample(0, "films", "c", null, "bad"));
    assertThat(examples(task, "test"))
        .containsExactly(new ClassificationExample(0, "films", "d", null, "bad"));
    assertThat(task.evalSplits()).containsExactly("dev");
    assertThat(task.testSplits()).containsExactly("test");

    Scorer scorer = task.scorer("dev");
    scorer.update(EvalOutput.classification(0, 0, 1, new float[] {0, 1}));
    assertThat(scorer.results()).containsKeys("f1", "accuracy");
  }

  @Test
  void columnsAreFoundByTheirPlacesWithoutAHeader() {
    describe(
        "'labels': ['x', 'y'], 'header': false, 'symmetric': true,"
            + " 'columns': {'text_a': 1, 'text_b': 2, 'label': -1}");
    files.write("films/train.tsv", "0\ta\tb\ty\n");

    assertThat(examples(files.task("films", ""), "train"))
        .containsExactly(
            new ClassificationExample(0, "films", "a", "b", "y"),
            new ClassificationExample(1, "films", "b", "a", "y"));
    assertThat(files.task("films", "'double_unordered': false").examples("train")).hasSize(1);
  }

  @Test
  void aRegressionIsTrainedOnItsRangeMovedToZeroAndOne() {
    describe("'regression': {'min': 1, 'max': 5}, 'columns': {'text_a': 'text', 'label': 'stars'}");
    files.write("films/train.tsv", "text\tstars\na\t2\n");
    SingleOutputTask task = (SingleOutputTask) files.task("films", "");
    FeaturizedExample features = task.featurize(task.examples("train").get(0), true).get(0);

    assertThat(features.floats("targets", 1)[0]).isEqualTo(0.25f);
    assertThat(task.range().orElseThrow().label(0.25)).isEqualTo(2);
    assertThat(task.labels()).isEmpty();
    assertThat(task.featureSpecs().get(0).key("films")).isEqualTo("films_targets");
  }

  @Test
  void testFilesMayHaveColumnsOfTheirOwn() {
    describe(
        "'labels': ['x', 'y'], 'columns': {'text_a': 'text', 'label': 'class'}, 'splits':"
            + " {'train': 't.tsv', 'dev': 't.tsv', 'dev_b': 't.tsv', 'test':"
            + " {'file': 'u.tsv', 'header': false, 'columns': {'text_a': 0}}}");
    files.write("films/u.tsv", "a\nb\n");
    Task task = files.task("films", "");
    assertThat(task.examples("test")).hasSize(2);
    assertThat(task.evalSplits()).containsExactly("dev", "dev_b");
  }

  @Test
  void aColumnThatTheHeaderLacksIsAnError() {
    describe("'labels': ['x', 'y'], 'columns': {'text_a': 'text', 'label': 'class'}");
    files.write("films/train.tsv", "text\tlabel\na\tx\n");
    assertThatThrownBy(() -> files.task("films", "").examples("train"))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith(
            "films/train.tsv: line 1: the header is ['text', 'label'], expected a column class");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'columns': {'text_a': 0, 'label': 1} | expected either labels or regression",
        "'labels': ['a','b'], 'regression': {} | expected either labels or regression",
        "'labels': ['a','b']                 | expected columns, such as",
        "'labels': ['a'], COLUMNS            | labels is [\"a\"], expected at least two, each once",
        "'labels': ['a','a'], COLUMNS        | expected at least two, each once",
        "'labels': [0, 1], COLUMNS           | labels is [0,1], expected a list of strings",
        "'labels': 'ab', COLUMNS             | labels is \"ab\", expected a list of strings",
        "'regression': {'min': 2, 'max': 2}, COLUMNS | min below max",
        "'regression': {'min': 0}, COLUMNS   | expected numbers min and max",
        "'regression': {'low': 0}, COLUMNS   | unknown key low in regression, expected some of max, min",
        "LABELS, 'columns': {'text_a': 0}    | expected text_a and label",
        "LABELS, 'columns': {'text_a': 0.5, 'label': 1} | text_a is 0.5, expected a number from 0",
        "LABELS, 'columns': {'text': 0, 'label': 1} | unknown key text in columns",
        "LABELS, 'header': false, 'columns': {'text_a': 'x', 'label': 1} | there is no header",
        "LABELS, COLUMNS, 'header': 'yes'    | header is \"yes\", expected true or false",
        "LABELS, COLUMNS, 'symmetric': true  | symmetric is true, expected a column text_b",
        "LABELS, COLUMNS, 'metrics': ['bleu'] | unknown metric 'bleu', expected some of",
        "LABELS, COLUMNS, 'metrics': []      | no metrics, expected at least one",
        "LABELS, COLUMNS, 'metric': ['f1']   | unknown key metric in the description",
        "LABELS, COLUMNS, 'splits': []       | splits is [], expected an object",
        "LABELS, COLUMNS, 'splits': {'train': 'a'} | splits has [train], expected train and dev",
        "LABELS, COLUMNS, 'splits': {'val': 'a'} | splits has \"val\", expected train, dev",
        "LABELS, COLUMNS, 'splits': {'train': 1, 'dev': 'a'} | train is 1, expected an object",
        "LABELS, COLUMNS, 'splits': {'train': {}, 'dev': 'a'} | expected a file name or an object",
      })
  void wrongDescriptionsAreNamedWithWhatWasExpected(String description, String message) {
    describe(
        description
            .replace("COLUMNS", "'columns': {'text_a': 0, 'label': 1}")
            .replace("LABELS", "'labels': ['a', 'b']"));
    assertThatThrownBy(() -> files.task("films", ""))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("films/task.json: ")
        .hasMessageContaining(message);
  }

  @Test
  void theExampleOfTheDocumentationWorks() throws IOException {
    String page = Files.readString(Path.of("docs", "tasks.md"));
    int start = page.indexOf("```json") + "```json".length();
    files.write("reviews/task.json", page.substring(start, page.indexOf("```", start)));
    files.write("reviews/train.tsv", "id\treview\tverdict\n1\ta\tpositive\n");
    files.write("reviews/test.tsv", "1\ta\n");
    Task task = files.task("reviews", "");
    assertThat(task.examples("train")).hasSize(1);
    assertThat(task.examples("test")).hasSize(1);
  }

  private void describe(String description) {
    files.write("films/task.json", "{" + description.replace('\'', '"') + "}");
  }

  private static List<Example> examples(Task task, String split) {
    return List.copyOf(task.examples(split));
  }
}
