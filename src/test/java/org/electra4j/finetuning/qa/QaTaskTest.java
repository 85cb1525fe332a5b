package org.electra4j.finetuning.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.TaskFixtures;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QaTaskTest {
  @TempDir Path data;

  /** A squad file with questions of tokens of the tiny vocabulary. */
  private static String squad(String... contextsAndQuestions) {
    StringBuilder paragraphs = new StringBuilder();
    for (int i = 0; i < contextsAndQuestions.length; i += 2) {
      paragraphs
          .append(i == 0 ? "" : ", ")
          .append(
              """
              {"context": "%s", "qas": [{"id": "q%d", "question": "%s", "is_impossible": true,
                "answers": []}]}
              """
                  .formatted(contextsAndQuestions[i], i / 2, contextsAndQuestions[i + 1]));
    }
    return "{\"version\": \"v2.0\", \"data\": [{\"paragraphs\": [" + paragraphs + "]}]}";
  }

  private QaTask task(String name, String hparams) {
    return (QaTask) new TaskFixtures(data).task(name, hparams);
  }

  @Test
  void questionsWithoutRoomOrContextHaveNoWindowsAndAnAnswerAllTheSame() throws IOException {
    String longQuestion = "tok010 ".repeat(20);
    new TaskFixtures(data)
        .write(
            "squad/dev.json",
            squad("tok020 tok021", longQuestion, "", "tok011", " \u200b ", "tok011"));
    QaTask task = task("squad", "'max_seq_length': 16, 'max_query_length': 16");

    for (QaExample example : task.examples("dev")) {
      assertThat(task.featurize(example, false)).isEmpty();
    }
    Scorer scorer = task.scorer("dev");
    assertThat(scorer.results()).containsEntry("total", 3.0).containsEntry("exact", 100.0);
    List<Path> files = scorer.writeFiles();

    assertThat(files)
        .map(f -> f.getFileName().toString())
        .containsExactly("squad_preds.json", "squad_null_odds.json", "squad_eval.json");
    assertThat(Json.read(files.get(0)).get("q1").asText()).isEqualTo("empty");
    assertThat(Json.read(files.get(1)).get("q1").asDouble()).isEqualTo(1_000_000);
    assertThat(Files.readString(files.get(2))).contains("\"total\" : 3\n");
  }

  @Test
  void theWindowOfTheWholeQuestionHasRoomForOneToken() {
    new TaskFixtures(data)
        .write("squad/dev.json", squad("tok020 tok021 tok022", "tok010 ".repeat(12)));
    QaTask task = task("squad", "'max_seq_length': 16, 'doc_stride': 128");

    List<FeaturizedExample> windows = task.featurize(task.examples("dev").get(0), false);

    assertThat(windows).hasSize(3).allMatch(w -> w.length() == 16);
    assertThat(windows).map(FeaturizedExample::eid).containsExactly(0, 1, 2);
  }

  @Test
  void windowsEndWhereTheirNumbersWouldBeThoseOfTheNextQuestion() {
    new TaskFixtures(data)
        .write("squad/dev.json", squad("tok020 ".repeat(1200), "tok010", "tok021", "tok010"));
    QaTask task = task("squad", "'max_seq_length': 16, 'doc_stride': 1");
    List<QaExample> examples = task.examples("dev");

    assertThat(task.featurize(examples.get(0), false)).hasSize(1000);
    assertThat(task.featurize(examples.get(1), false).get(0).eid()).isEqualTo(1000);
  }

  @Test
  void testPredictionsAreEmptyAboveTheThresholdAndEscapedForAnyLocale() throws IOException {
    new TaskFixtures(data)
        .write("squad/test.json", squad("tok020 \u00fcber", "tok010", "tok021 tok022", "tok010"));
    QaTask task = task("squad", "'joint_prediction': false");

    Path file =
        task.writePredictions(
            "test", 1, List.of(output(0, -3, 9, 1, 4, 4), output(1000, -2.7f, 8, 1, 3, 3)));

    assertThat(file).hasFileName("squad_test_1_predictions.json");
    assertThat(Files.readString(file)).contains("\\u00FCber");
    JsonNode answers = Json.read(file);
    assertThat(answers.get("q0").asText()).isEqualTo("\u00fcber");
    assertThat(answers.get("q1").asText()).isEmpty();
    JsonNode odds = Json.read(file.resolveSibling("squad_test_1_null_odds.json"));
    assertThat(odds.get("q0").asDouble()).isEqualTo(-3);
  }

  /** An output whose largest logits are at {@code start} and {@code end}. */
  private static EvalOutput output(
      int eid, float nullScore, int length, float largest, int start, int end) {
    float[] starts = new float[length];
    float[] ends = new float[length];
    starts[start] = largest;
    ends[end] = largest;
    return new EvalOutput(
        eid,
        0,
        Map.of(),
        Map.of("null_score", new float[] {nullScore}, "start_logits", starts, "end_logits", ends));
  }

  @Test
  void aMissingSplitIsNamedWithBothOfItsPlaces() {
    QaTask task = task("triviaqa", "");
    assertThatThrownBy(() -> task.examples("dev"))
        .isInstanceOf(BadInputException.class)
        .hasMessageMatching(
            "no file .*triviaqa/dev.jsonl or dev.jsonl.gz, the split dev of task triviaqa");
    assertThat(task.testSplits()).isEmpty();
  }

  @Test
  void linesToPredictAreQuestionsWithTheirContexts() {
    QaTextPredictor predictor = (QaTextPredictor) task("squadv1", "").textPredictor();

    assertThat(predictor.read("Q\tA context\twith a tab", 3, "line 4").document().text())
        .isEqualTo("A context\twith a tab");
    assertThat(predictor.read("{\"question\": \"Q\", \"context\": \"C\"}", 0, "line 1").question())
        .isEqualTo("Q");
    assertThatThrownBy(() -> predictor.read("Q", 0, "line 1"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("line 1: no tab, expected a question, a tab and its context");
  }

  @Test
  void predictionsTellTheirPlacesInTheContext() {
    QaTask task = task("squadv1", "'joint_prediction': false");
    QaTextPredictor predictor = (QaTextPredictor) task.textPredictor();
    QaExample example = predictor.read("tok010\ttok020  tok021 \u00fcber", 0, "line 1");

    JsonNode json = predictor.json(example, List.of(output(0, 0, 9, 2, 3, 4)));

    assertThat(json.get("answer").asText()).isEqualTo("tok020 tok021");
    assertThat(json.at("/answers/0/start").asInt()).isZero();
    assertThat(json.at("/answers/0/end").asInt()).isEqualTo(14);
    assertThat(json.at("/answers/0/score").asDouble()).isEqualTo(4);
  }
}
