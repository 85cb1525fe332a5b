package org.electra4j.finetuning.qa;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The official evaluation of SQuAD 1.1, which MRQA took over: exact match and F1, each the best
 * over the accepted answers (original: {@code squad_official_eval_v1}, {@code mrqa_official_eval}).
 */
final class SquadV1Evaluation {
  private static final double PERCENT = 100;

  private SquadV1Evaluation() {}

  /**
   * Of SQuAD 1.1: each question of the file counts, one whose id repeats as often as it does. A
   * question without a prediction scores 0; one without accepted answers is left out (the original
   * fails on it).
   *
   * @param predictions by question id
   */
  static Map<String, Double> squad(Collection<GoldAnswers> gold, Map<String, String> predictions) {
    double exact = 0;
    double f1 = 0;
    int total = 0;
    for (GoldAnswers answers : gold) {
      if (answers.texts().isEmpty()) {
        continue;
      }
      total++;
      String prediction = predictions.get(answers.id());
      if (prediction != null) {
        exact += exact(answers.texts(), prediction);
        f1 += f1(answers.texts(), prediction);
      }
    }
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("exact_match", PERCENT * exact / total);
    metrics.put("f1", PERCENT * f1 / total);
    return metrics;
  }

  /**
   * Of MRQA: an id counts once, with the answers of the last question that has it, and only if
   * there is a prediction.
   */
  static Map<String, Double> mrqa(Collection<GoldAnswers> gold, Map<String, String> predictions) {
    Map<String, GoldAnswers> byId = new LinkedHashMap<>();
    gold.stream().filter(g -> predictions.containsKey(g.id())).forEach(g -> byId.put(g.id(), g));
    return squad(byId.values(), predictions);
  }

  private static double exact(List<String> gold, String prediction) {
    return gold.stream().anyMatch(g -> AnswerText.exact(g, prediction)) ? 1 : 0;
  }

  private static double f1(List<String> gold, String prediction) {
    return gold.stream().mapToDouble(g -> AnswerText.f1(g, prediction, 0)).max().orElse(0);
  }
}
