package org.electra4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScorersTest {
  private static Stream<JsonNode> cases(String file) {
    JsonNode all = Json.read(Reference.folder("scorers").resolve(file));
    return StreamSupport.stream(all.spliterator(), false);
  }

  static Stream<JsonNode> classification() {
    return cases("classification.json");
  }

  static Stream<JsonNode> regression() {
    return cases("regression.json");
  }

  @ParameterizedTest
  @MethodSource("classification")
  void classificationHasTheOriginalsResults(JsonNode golden) {
    Map<String, Scorer> scorers =
        Map.of("accuracy", new AccuracyScorer(), "mcc", new MccScorer(), "f1", new F1Scorer());
    for (EvalOutput output : classificationOutputs(golden)) {
      scorers.values().forEach(scorer -> scorer.update(output));
    }

    scorers.forEach((name, scorer) -> assertResults(scorer, golden.get(name), 1e-9));
  }

  @ParameterizedTest
  @MethodSource("regression")
  void regressionHasTheOriginalsResults(JsonNode golden) {
    Scorer scorer = new RegressionScorer();
    for (int i = 0; i < golden.get("losses").size(); i++) {
      scorer.update(
          EvalOutput.regression(
              i,
              golden.get("losses").get(i).asDouble(),
              golden.get("targets").get(i).asDouble(),
              golden.get("predictions").get(i).asDouble()));
    }

    // The original's inputs and correlations are float32.
    assertResults(scorer, golden.get("regression"), 1e-5);
  }

  private static void assertResults(Scorer scorer, JsonNode golden, double relative) {
    Map<String, Double> results = scorer.results();
    List<String> order = new ArrayList<>();
    golden.get("order").forEach(key -> order.add(key.asText()));
    assertThat(results.keySet()).containsExactlyElementsOf(order);
    results.forEach(
        (key, value) -> {
          double expected = golden.get("results").get(key).asDouble();
          if (golden.get("results").get(key).asText().equals("NaN")) {
            assertThat(value).as(key).isNaN();
          } else {
            assertThat(value).as(key).isCloseTo(expected, within(relative * Math.abs(expected)));
          }
        });
    assertThat(scorer.resultsText()).isEqualTo(golden.get("results_str").asText());
  }

  private static List<EvalOutput> classificationOutputs(JsonNode golden) {
    List<EvalOutput> outputs = new ArrayList<>();
    for (int i = 0; i < golden.get("losses").size(); i++) {
      outputs.add(
          output(
              golden.get("label_ids").get(i).asInt(),
              golden.get("predictions").get(i).asInt(),
              golden.get("losses").get(i).asDouble()));
    }
    return outputs;
  }

  private static EvalOutput output(int label, int prediction, double loss) {
    float[] logits = new float[3];
    logits[prediction] = 2;
    return EvalOutput.classification(0, loss, label, logits);
  }

  @Test
  void theStandardF1StandsBesideTheOriginals() {
    Scorer scorer = new F1Scorer();
    // Three gold, two predicted, one right.
    int[][] labelsAndPredictions = {{1, 1}, {1, 0}, {1, 0}, {0, 1}, {0, 0}};
    for (int[] pair : labelsAndPredictions) {
      scorer.update(output(pair[0], pair[1], 0));
    }

    assertThat(scorer.results()).containsEntry("f1", 50.0).containsEntry("recall", 50.0);
    assertThat(scorer.supplement())
        .containsEntry("standard_precision", 50.0)
        .containsEntry("standard_recall", 100.0 / 3)
        .containsEntry("standard_f1", 40.0);
  }

  @Test
  void paraphraseTasksReportAccuracyAndKeepF1Beside() {
    Scorer scorer = ScorerGroup.accuracyWithF1();
    scorer.update(output(1, 1, 0.5));
    scorer.update(output(1, 0, 1.5));

    assertThat(scorer.resultsText()).isEqualTo("accuracy: 50.00 - loss: 1.00");
    assertThat(scorer.supplement())
        .containsOnlyKeys(
            "precision",
            "recall",
            "f1",
            "standard_precision",
            "standard_recall",
            "standard_f1",
            "largest_predicted_share")
        .containsEntry("f1", 100.0)
        .containsEntry("standard_f1", 200.0 / 3);
  }

  @Test
  void classifiersTellHowOftenTheyPredictTheirMostFrequentClass() {
    for (Scorer scorer : List.of(new AccuracyScorer(), new MccScorer())) {
      scorer.update(output(0, 1, 0));
      scorer.update(output(1, 1, 0));
      scorer.update(output(0, 1, 0));

      assertThat(scorer.supplement()).containsOnly(Map.entry("largest_predicted_share", 100.0));

      scorer.update(output(0, 0, 0));

      assertThat(scorer.supplement()).containsEntry("largest_predicted_share", 75.0);
    }
  }

  @Test
  void aTaskOfOnesOwnNamesItsMetrics() {
    Scorer scorer = ScorerGroup.of(List.of("mcc", "accuracy"), false, "my-task.json");
    scorer.update(output(1, 1, 0.5));
    scorer.update(output(0, 0, 0.5));

    assertThat(scorer.resultsText()).isEqualTo("mcc: 100.00 - accuracy: 100.00 - loss: 0.50");
    assertThatThrownBy(() -> ScorerGroup.of(List.of("pearson"), false, "my-task.json"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("my-task.json: unknown metric 'pearson', expected some of accuracy, f1, mcc");
    assertThatThrownBy(() -> ScorerGroup.of(List.of(), true, "my-task.json"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("my-task.json: no metrics, expected at least one");
  }

  @Test
  void correlationsOfOneExampleOrOfDivergedPredictionsAreNotNumbers() {
    Scorer one = new RegressionScorer();
    one.update(EvalOutput.regression(0, 0.25, 0.5, 1));
    assertThat(one.resultsText())
        .isEqualTo("pearson: nan - spearman: nan - mse: 0.25 - loss: 0.25");

    one.update(EvalOutput.regression(1, Double.NaN, 0.25, Double.NaN));
    assertThat(one.results()).containsEntry("spearman", Double.NaN);
  }

  @Test
  void aSmallCorrelationKeepsItsDigits() {
    double[] x = {-1, 0, 1};
    double[] y = {1, -2, 1 + 2e-9};

    assertThat(Correlation.pearson(x, y)).isCloseTo(2e-9 / Math.sqrt(12), within(1e-15));
  }

  @Test
  void float32MeansAreNumPysToTheLastBit() {
    Map<Integer, Float> means =
        Map.of(
            1,
            0f,
            7,
            4.184093952178955f,
            9,
            5.248567581176758f,
            130,
            5.244091987609863f,
            300,
            5.206494331359863f,
            1000,
            5.2028656005859375f);
    means.forEach(
        (count, mean) -> {
          float[] values = new float[count];
          for (int i = 0; i < count; i++) {
            values[i] = i * 7919 % 1009 / 97f;
          }
          assertThat(Float32Mean.of(values)).as("%d values", count).isEqualTo(mean);
        });
  }

  @Test
  void zeroAndNegativeZeroAreATie() {
    assertThat(Correlation.spearman(new double[] {1, 2, 3}, new double[] {0.0, -0.0, 5}))
        .isCloseTo(Math.sqrt(3) / 2, within(1e-12));
  }

  @Test
  void aScorerWithoutExamplesHasNoResults() {
    assertThatThrownBy(() -> new AccuracyScorer().results())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no examples were scored");
  }

  @Test
  void probabilitiesAreTheSoftmaxOfLargeLogitsToo() {
    assertThat(EvalOutput.classification(0, 0, 0, new float[] {1000, 1000}).probabilities())
        .containsExactly(0.5, 0.5);
    EvalOutput tie = EvalOutput.classification(0, 0, 0, new float[] {1, 3, 3});
    assertThat(tie.predictedLabel()).isEqualTo(1);
  }
}
