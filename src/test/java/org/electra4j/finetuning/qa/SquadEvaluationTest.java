package org.electra4j.finetuning.qa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SquadEvaluationTest {
  @Test
  void articlesAreWholeWordsOfAnyScript() {
    assertThat(AnswerText.normalize("the \u00e9a a_n an\u0301 (the)x the\u00bd"))
        .isEqualTo("\u00e9a \u0301 thex the\u00bd");
  }

  @Test
  void aQuestionWhoseIdRepeatsCountsTwiceInSquadAndOnceInMrqa() {
    List<GoldAnswers> gold =
        List.of(
            new GoldAnswers("a", List.of("no")),
            new GoldAnswers("a", List.of("Ada", "Ada Lovelace")),
            new GoldAnswers("missing", List.of("x")),
            new GoldAnswers("empty", List.of()));
    Map<String, String> predictions = Map.of("a", "lovelace", "empty", "x");

    assertThat(SquadV1Evaluation.squad(gold, predictions))
        .containsEntry("exact_match", 0.0)
        .containsEntry("f1", 100.0 * (2 * 1 * 0.5 / 1.5) / 3);
    assertThat(SquadV1Evaluation.mrqa(gold, predictions))
        .containsEntry("f1", 100.0 * (2 * 1 * 0.5 / 1.5));
  }

  @Test
  void bestThresholdsAreThoseOfTheFirstBestPlace() {
    Map<String, String> predictions = new LinkedHashMap<>();
    Map<String, Double> odds = new LinkedHashMap<>();
    List<GoldAnswers> gold =
        List.of(
            new GoldAnswers("no", List.of()),
            new GoldAnswers("right", List.of("x")),
            new GoldAnswers("wrong", List.of("y")),
            new GoldAnswers("punctuation", List.of("!")));
    gold.forEach(g -> predictions.put(g.id(), "x"));
    odds.put("no", 3.0);
    odds.put("right", -1.0);
    odds.put("wrong", 0.5);
    odds.put("punctuation", 7.0);

    Map<String, Double> metrics = SquadV2Evaluation.of(gold, predictions, odds, 1.0);

    assertThat(metrics)
        .containsEntry("total", 4.0)
        .containsEntry("HasAns_total", 3.0)
        .containsEntry("HasAns_exact", 100.0 / 3)
        .containsEntry("NoAns_exact", 100.0)
        .containsEntry("exact", 50.0)
        .containsEntry("best_exact", 50.0)
        .containsEntry("best_exact_thresh", -1.0);
  }
}
