package org.electra4j.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.electra4j.io.BadInputException;

/**
 * Several scorers of the same outputs.
 *
 * @param reported their metrics are the results, the loss once and last
 * @param beside their metrics are in the supplement
 */
public record ScorerGroup(List<Scorer> reported, List<Scorer> beside) implements Scorer {
  private static final Map<String, Supplier<Scorer>> CLASSIFICATION =
      Map.of("accuracy", AccuracyScorer::new, "mcc", MccScorer::new, "f1", F1Scorer::new);
  private static final Map<String, Supplier<Scorer>> REGRESSION =
      Map.of(
          "pearson", RegressionScorer::new,
          "spearman", RegressionScorer::new,
          "mse", RegressionScorer::new);

  /** Accuracy as the original reports it, and F1 beside it: both count in the GLUE score. */
  public static Scorer accuracyWithF1() {
    return new ScorerGroup(List.of(new AccuracyScorer()), List.of(new F1Scorer()));
  }

  /**
   * The scorer of a task that names its metrics.
   *
   * @param metrics of {@code accuracy}, {@code mcc} and {@code f1} for classification, of {@code
   *     pearson}, {@code spearman} and {@code mse} for regression, where any one gives all three
   * @param where what names them, for the error message
   * @throws BadInputException for an unknown metric, or for none
   */
  public static Scorer of(List<String> metrics, boolean isRegression, String where) {
    Map<String, Supplier<Scorer>> known = isRegression ? REGRESSION : CLASSIFICATION;
    List<Scorer> scorers = new ArrayList<>();
    for (String metric : metrics) {
      if (!known.containsKey(metric)) {
        throw new BadInputException(
            "%s: unknown metric '%s', expected some of %s"
                .formatted(
                    where, metric, String.join(", ", known.keySet().stream().sorted().toList())));
      }
      scorers.add(known.get(metric).get());
    }
    if (scorers.isEmpty()) {
      throw new BadInputException(where + ": no metrics, expected at least one");
    }
    return new ScorerGroup(isRegression ? scorers.subList(0, 1) : scorers, List.of());
  }

  @Override
  public void update(EvalOutput output) {
    reported.forEach(scorer -> scorer.update(output));
    beside.forEach(scorer -> scorer.update(output));
  }

  @Override
  public Map<String, Double> results() {
    Map<String, Double> results = new LinkedHashMap<>();
    reported.forEach(scorer -> results.putAll(scorer.results()));
    results.put("loss", results.remove("loss"));
    return results;
  }

  @Override
  public Map<String, Double> supplement() {
    Map<String, Double> supplement = new LinkedHashMap<>();
    beside.forEach(scorer -> supplement.putAll(scorer.results()));
    reported.forEach(scorer -> supplement.putAll(scorer.supplement()));
    beside.forEach(scorer -> supplement.putAll(scorer.supplement()));
    supplement.remove("loss");
    return supplement;
  }
}
