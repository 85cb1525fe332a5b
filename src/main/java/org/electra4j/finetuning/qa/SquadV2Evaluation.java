package org.electra4j.finetuning.qa;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The official evaluation of SQuAD 2.0 (original: {@code squad_official_eval}): exact match and F1
 * over all questions, over those with and those without an answer, and the best values that any
 * threshold on the null odds gives.
 */
final class SquadV2Evaluation {
  private static final double PERCENT = 100;

  /** Scores of the questions by id, in the order of their file. */
  private record Scores(String name, Map<String, Double> byId) {}

  private final Map<String, Boolean> hasAnswer = new LinkedHashMap<>();
  private final Scores exact = new Scores("exact", new LinkedHashMap<>());
  private final Scores f1 = new Scores("f1", new LinkedHashMap<>());
  private final Map<String, String> predictions;
  private final Map<String, Double> nullOdds;
  private final double threshold;

  private SquadV2Evaluation(
      Map<String, String> predictions, Map<String, Double> nullOdds, double threshold) {
    this.predictions = predictions;
    this.nullOdds = nullOdds;
    this.threshold = threshold;
  }

  /**
   * The metrics under the official names, sorted by name. Questions without a prediction are left
   * out.
   *
   * @param predictions by question id; not empty where the question has no answer (quirk 23)
   * @param nullOdds by question id, in the order of the predictions
   * @param threshold null odds above which a question is taken to have no answer
   */
  static Map<String, Double> of(
      Collection<GoldAnswers> gold,
      Map<String, String> predictions,
      Map<String, Double> nullOdds,
      double threshold) {
    SquadV2Evaluation evaluation = new SquadV2Evaluation(predictions, nullOdds, threshold);
    gold.stream().filter(g -> predictions.containsKey(g.id())).forEach(evaluation::score);
    return evaluation.metrics();
  }

  private void score(GoldAnswers answers) {
    hasAnswer.put(answers.id(), !answers.texts().isEmpty());
    String predicted = predictions.get(answers.id());
    List<String> gold = new ArrayList<>(answers.texts());
    gold.removeIf(text -> AnswerText.normalize(text).isEmpty());
    if (gold.isEmpty()) {
      gold.add("");
    }
    boolean isExact = gold.stream().anyMatch(g -> AnswerText.exact(g, predicted));
    exact.byId.put(answers.id(), isExact ? 1.0 : 0.0);
    f1.byId.put(
        answers.id(),
        gold.stream().mapToDouble(g -> AnswerText.f1(g, predicted, 1)).max().orElse(0));
  }

  private Map<String, Double> metrics() {
    Map<String, Double> metrics = new TreeMap<>();
    putMeans(metrics, "", id -> true);
    putMeans(metrics, "HasAns_", hasAnswer::get);
    putMeans(metrics, "NoAns_", id -> !hasAnswer.get(id));
    putBest(metrics, exact);
    putBest(metrics, f1);
    return metrics;
  }

  private void putMeans(Map<String, Double> metrics, String prefix, Predicate<String> chosen) {
    List<String> ids = hasAnswer.keySet().stream().filter(chosen).toList();
    if (ids.isEmpty()) {
      return;
    }
    for (Scores scores : List.of(exact, f1)) {
      double sum = 0;
      for (String id : ids) {
        sum += withThreshold(scores, id);
      }
      metrics.put(prefix + scores.name, PERCENT * sum / ids.size());
    }
    metrics.put(prefix + "total", (double) ids.size());
  }

  private double withThreshold(Scores scores, String id) {
    if (nullOdds.get(id) > threshold) {
      return hasAnswer.get(id) ? 0 : 1;
    }
    return scores.byId.get(id);
  }

  /** Moves the threshold up over the null odds, one question after the other. */
  private void putBest(Map<String, Double> metrics, Scores scores) {
    List<String> ids = new ArrayList<>(nullOdds.keySet());
    ids.sort(Comparator.comparing(id -> nullOdds.get(id) + 0.0));
    double score = hasAnswer.values().stream().filter(has -> !has).count();
    double best = score;
    double bestThreshold = 0;
    for (String id : ids) {
      if (scores.byId.containsKey(id)) {
        score += gain(scores, id);
        if (score > best) {
          best = score;
          bestThreshold = nullOdds.get(id);
        }
      }
    }
    metrics.put("best_" + scores.name, PERCENT * best / scores.byId.size());
    metrics.put("best_" + scores.name + "_thresh", bestThreshold);
  }

  /** What changes when a question is given its answer and no longer none. */
  private double gain(Scores scores, String id) {
    if (hasAnswer.get(id)) {
      return scores.byId.get(id);
    }
    return predictions.get(id).isEmpty() ? 0 : -1;
  }
}
