package org.electra4j.finetuning.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.io.Npz;
import org.electra4j.tokenization.FullTokenizer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions and metrics from recorded outputs. They need BERT's vocabulary. */
@Tag("shared-data")
class QaScoringGoldenTest {
  /** NumPy's exponential in float32 against ours in float64. */
  private static final double PROBABILITY_TOLERANCE = 1e-6;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "squad_joint",
        "squad_not_joint",
        "squad_not_joint_no_answerable_classifier",
        "squadv1_joint",
        "squadv1_not_joint",
        "newsqa_joint"
      })
  void predictionsNullOddsAndMetricsAreTheOriginals(String name) {
    FullTokenizer tokenizer = QaGoldens.bertTokenizer();
    JsonNode expected = QaGoldens.json("scoring/" + name + ".json");
    String task = expected.get("task").asText();
    FinetuningConfig config = QaGoldens.config(task, (ObjectNode) expected.get("config"));
    QaFormat format = QaGoldens.format(task);
    Npz outputs = Npz.read(QaGoldens.FOLDER.resolve("scoring/" + name + "_model_outputs.npz"));
    Map<Integer, SpanScores> scores = new HashMap<>();
    for (int i = 0; i < outputs.ints("eid").length; i++) {
      scores.put(outputs.ints("eid")[i], window(outputs, i, config));
    }
    QuestionEncoder encoder = new QuestionEncoder(tokenizer, config);
    NBestAnswers nBest = new NBestAnswers(format, config, tokenizer.vocabulary());

    List<QaExample> examples = QaGoldens.examples(task, "dev", QaPurpose.EVALUATION);
    Map<String, String> predictions = new LinkedHashMap<>();
    Map<String, Double> nullOdds = new LinkedHashMap<>();
    for (QaExample example : examples) {
      EncodedQuestion question = encoder.encode(example);
      List<SpanScores> windows = new ArrayList<>();
      for (int i = 0; i < question.spans().size(); i++) {
        windows.add(scores.get(EncodedQuestion.EIDS_PER_EXAMPLE * example.eid() + i));
      }
      QaPrediction prediction = nBest.predict(question, windows);
      assertSame(prediction, expected.get("nbest").get(example.id()), example);
      predictions.put(example.id(), prediction.best().text());
      nullOdds.put(example.id(), (double) prediction.nullOdds());
    }

    assertThat(predictions).isEqualTo(texts(expected.get("predictions")));
    if (format == QaFormat.SQUAD_V2) {
      assertThat(nullOdds).isEqualTo(numbers(expected.get("null_odds")));
    }
    List<GoldAnswers> gold =
        examples.stream().map(e -> new GoldAnswers(e.id(), e.goldAnswers())).toList();
    Map<String, Double> metrics =
        switch (format) {
          case SQUAD_V2 ->
              SquadV2Evaluation.of(gold, predictions, nullOdds, config.qaNaThreshold());
          case SQUAD_V1 -> SquadV1Evaluation.squad(gold, predictions);
          case MRQA -> SquadV1Evaluation.mrqa(gold, predictions);
        };
    assertThat(metrics).isEqualTo(numbers(expected.get("results")));
    assertThat(metrics.keySet())
        .containsExactlyElementsOf(QaGoldens.strings(expected.get("results_order")));
  }

  private static void assertSame(QaPrediction prediction, JsonNode expected, QaExample example) {
    assertThat(prediction.answers()).hasSize(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      ScoredAnswer actual = prediction.answers().get(i);
      JsonNode answer = expected.get(i);
      assertThat(actual.text()).isEqualTo(answer.get("text").textValue());
      assertThat((double) actual.startScore()).isEqualTo(answer.get("start_logit").asDouble());
      assertThat((double) actual.endScore()).isEqualTo(answer.get("end_logit").asDouble());
      assertThat(actual.probability())
          .isCloseTo(answer.get("probability").asDouble(), within(PROBABILITY_TOLERANCE));
      if (actual.start() < 0) {
        assertThat(actual.text()).isEqualTo("empty");
        continue;
      }
      String inContext = example.document().text().substring(actual.start(), actual.end());
      assertThat(inContext.replaceAll("[ \\t\\r\\n\\u202F]+", " ")).isEqualTo(actual.text());
    }
  }

  private static SpanScores window(Npz outputs, int row, FinetuningConfig config) {
    float[] starts = row(outputs, "start_logits", row);
    float[] ends = row(outputs, "end_logits", row);
    float nullScore =
        config.answerableClassifier()
            ? outputs.floats("answerable_logit")[row]
            : starts[0] + ends[0];
    return config.jointPrediction()
        ? SpanScores.joint(
            nullScore,
            rowOfInts(outputs, "start_top_index", row),
            row(outputs, "start_top_log_probs", row),
            rowOfInts(outputs, "end_top_index", row),
            row(outputs, "end_top_log_probs", row))
        : SpanScores.independent(nullScore, starts, ends, config.nBestSize());
  }

  private static float[] row(Npz outputs, String name, int row) {
    float[] all = outputs.floats(name);
    int size = all.length / outputs.shape(name)[0];
    return Arrays.copyOfRange(all, row * size, (row + 1) * size);
  }

  private static int[] rowOfInts(Npz outputs, String name, int row) {
    int[] all = outputs.ints(name);
    int size = all.length / outputs.shape(name)[0];
    return Arrays.copyOfRange(all, row * size, (row + 1) * size);
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> map = new HashMap<>();
    object.properties().forEach(e -> map.put(e.getKey(), e.getValue().textValue()));
    return map;
  }

  private static Map<String, Double> numbers(JsonNode object) {
    Map<String, Double> map = new HashMap<>();
    object.properties().forEach(e -> map.put(e.getKey(), e.getValue().asDouble()));
    return map;
  }
}
