package org.electra4j.finetuning.tagging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.TaskFixtures;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.io.BadInputException;
import org.electra4j.metrics.EvalOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaggingTasksTest {
  @TempDir Path data;
  private TaskFixtures files;

  @BeforeEach
  void makeDirectory() {
    files = new TaskFixtures(data);
  }

  private TaggingTask ner(String description, String hparams) {
    files.write("ner/task.json", "{" + description.replace('\'', '"') + "}");
    return (TaggingTask) files.task("ner", hparams);
  }

  @Test
  void columnsAndSchemeAreAsDescribedAndTheLastSentenceNeedsNoBlankLine() {
    files.write("ner/train.txt", "-DOCSTART- x x\n\n0 I-PER tok005\n1 I-LOC tok006\n\n0 O tok007");
    files.write("ner/dev.txt", "0 B-ORG tok005\n1 I-ORG tok006\n");
    TaggingTask task = ner("'tagging': 'bioes', 'columns': {'word': 2, 'tag': 1}", "");

    assertThat(task.examples("train"))
        .containsExactly(
            new TaggingExample(0, "ner", List.of("tok005", "tok006"), List.of("S-PER", "S-LOC")),
            new TaggingExample(1, "ner", List.of("tok007"), List.of("O")));
    assertThat(task.labels()).containsExactly("B-ORG", "E-ORG", "O", "S-LOC", "S-PER");
    assertThat(task.evalSplits()).containsExactly("dev");
    assertThat(task.testSplits()).isEmpty();
  }

  @Test
  void rawTagsAreScoredByWord() {
    files.write("ner/train.txt", "tok005 NN\ntok006 VB\n\n");
    TaggingTask task = ner("'tagging': 'raw'", "");

    assertThat(task.labels()).containsExactly("NN", "VB");
    assertThat(task.scorer("dev").results()).containsOnlyKeys("accuracy", "loss");
  }

  @Test
  void longSentencesAreCutOnlyWhereTheyEndUnlessTheOriginalsCutIsAskedFor() {
    String sentence = String.join("\n", Collections.nCopies(20, "tok005 O")) + "\n\n";
    files.write("ner/train.txt", sentence);
    TaggingTask task = ner("'tagging': 'bio'", "'max_seq_length': 16");
    FeaturizedExample whole = task.featurize(task.examples("train").get(0), true).get(0);
    TaggingTask original =
        ner("'tagging': 'bio', 'original_truncation': true", "'max_seq_length': 24");
    FeaturizedExample cut = original.featurize(original.examples("train").get(0), true).get(0);

    assertThat(whole.length()).isEqualTo(16);
    assertThat(whole.ints().get("labeled_positions"))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    assertThat(cut.length()).isEqualTo(3);
  }

  @Test
  void aWordWithoutPiecesOfItsOwnIsUnknown() {
    files.write("ner/train.txt", "tok005 O\n\u0301 O\ntok006 O\n\n");
    TaggingTask task = ner("'tagging': 'bio'", "");

    assertThat(task.featurize(task.examples("train").get(0), true).get(0).inputIds())
        .containsExactly(2, 5, 1, 6, 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tok005 O;tok006|'line 2: 'tok006' alone, expected a word and its tag",
        "tok005 O;;tok006 NP|line 3: the tag is 'NP', expected O, or B-, I-, E- or S- and a type",
      },
      quoteCharacter = '"')
  void malformedLinesAreNamed(String lines, String message) {
    files.write("ner/train.txt", lines.replace(';', '\n') + "\n\n");
    TaggingTask task = ner("'tagging': 'bio'", "");

    assertThatThrownBy(() -> task.examples("train"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("train.txt: ")
        .hasMessageContaining(message.replaceFirst("^'", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'tagging': 'iobes'|tagging is \"iobes\", expected one of bio, bioes, raw",
        "'tagging': 'bio', 'labels': []|unknown key labels in the description",
        "'tagging': 'bio', 'columns': {'tag': 'x'}|columns: tag is \"x\", expected a number",
        "'tagging': 'bio', 'splits': {'train': 'a'}|splits has [train], expected train and dev",
        "'tagging': 'bio', 'original_truncation': 1|original_truncation is 1, expected true",
      })
  void wrongDescriptionsAreNamed(String description, String message) {
    assertThatThrownBy(() -> ner(description, ""))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("task.json: ")
        .hasMessageContaining(message);
  }

  @Test
  void predictionsAreAFileForConllevalAndCutWordsAreOutside() throws Exception {
    files.write("ner/train.txt", "tok005 B-X\ntok006 O\n\n");
    files.write("ner/test.txt", "tok005 B-X\ntok006 O\n\n");
    files.write("ner/new.txt", "tok005\ntok006\n");
    TaggingTask task =
        ner(
            "'tagging': 'bio', 'splits': {'train': 'train.txt', 'dev': 'train.txt', 'test':"
                + " 'test.txt', 'test_new': {'file': 'new.txt', 'tag': false}}",
            "");
    List<EvalOutput> outputs = List.of(output(new int[] {0, 1, 1}, 1, 0, 0));

    assertThat(task.labels()).containsExactly("B-X", "O");
    assertThat(Files.readString(task.writePredictions("test", 1, outputs)))
        .isEqualTo("tok005 B-X B-X\ntok006 O O\n\n");
    Path unlabeled = task.writePredictions("test_new", 2, outputs);
    assertThat(unlabeled.toString()).endsWith("test_predictions/ner_test_new_2_predictions.conll");
    assertThat(Files.readString(unlabeled)).isEqualTo("tok005 B-X\ntok006 O\n\n");
  }

  @Test
  void textIsPredictedAsTagsAndTheirSpans() {
    files.write("ner/train.txt", "tok005 B-X\ntok006 I-X\ntok007 O\n\n");
    TaggingTask task = ner("'tagging': 'bio'", "");
    var predictor = task.textPredictor();
    var example = predictor.read("Tok005 tok006 tok007", 0, "line 1");
    List<EvalOutput> outputs = List.of(output(new int[] {0, 1, 2, 2}, 1, 1, 1, 0));

    assertThat(predictor.text(example, outputs))
        .isEqualTo("Tok005/B-X tok006/I-X tok007/O\tX: Tok005 tok006");
    assertThat(predictor.json(example, outputs).toString())
        .isEqualTo(
            "{\"words\":[\"Tok005\",\"tok006\",\"tok007\"],\"tags\":[\"B-X\",\"I-X\",\"O\"],"
                + "\"spans\":[{\"type\":\"X\",\"start\":0,\"end\":1,\"text\":\"Tok005 tok006\"}]}");
    assertThatThrownBy(() -> predictor.read("  ", 1, "line 2"))
        .hasMessage(
            "line 2 is blank, expected a sentence, its words and marks separated by spaces");
  }

  @Test
  void aModelPredictsWithItsLabelsWhereTheFilesAreGone() throws Exception {
    Path train = files.write("ner/train.txt", "tok005 B-X\ntok006 O\n\n");
    assertThat(ner("'tagging': 'bio'", "").labels()).containsExactly("B-X", "O");
    Files.delete(train);

    assertThat(ner("'tagging': 'bio'", "").labels()).containsExactly("B-X", "O");
  }

  private static EvalOutput output(int[] predictions, float... mask) {
    return new EvalOutput(0, 0, Map.of("predictions", predictions), Map.of("labels_mask", mask));
  }
}
