package org.electra4j.study.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A discriminator that can no longer tell replaced tokens from original ones.
 *
 * <p>The rule: of the AUC on training batches, a mean over 2 % of the points around each is taken.
 * The discriminator has collapsed if that mean stays within 0.05 of 0.5 to the end of the run, for
 * at least a tenth of its points; or if it does so for at least half of them and recovers. A curve
 * that never leaves the band is called a collapse, too: the curve cannot tell a discriminator that
 * broke down in its first steps from one that has not learned yet.
 *
 * @param from step at which the AUC is within the band from then on
 * @param to the last step at which it is
 * @param share of the points of the run
 * @param fromStart whether no earlier point was outside of the band
 * @param toEnd whether no later point was
 */
record Collapse(long from, long to, double share, boolean fromStart, boolean toEnd) {
  /** The rule for readers of a report. */
  static final String RULE =
      "Collapsed: the AUC on training batches, averaged over 2 % of the points, stays within 0.05 of"
          + " 0.5 to the end of the run for at least 10 % of it, or for half of the run and recovers.";

  private static final double GUESSING = 0.5;
  private static final double MARGIN = 0.05;
  private static final double SMOOTHED_SHARE = 0.02;
  private static final double LEAST_SHARE_TO_END = 0.1;
  private static final double LEAST_SHARE = 0.5;

  /**
   * Applies the rule.
   *
   * @param auc by step
   */
  static Optional<Collapse> find(SortedMap<Long, Double> auc) {
    List<Long> steps = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    auc.forEach(
        (step, value) -> {
          if (Double.isFinite(value)) { // a batch without a replaced token has no AUC
            steps.add(step);
            values.add(value);
          }
        });
    Optional<Collapse> longest = Optional.empty();
    int start = 0;
    for (int i = 0; i < steps.size(); i++) {
      if (Math.abs(smoothed(values, i) - GUESSING) > MARGIN) {
        start = i + 1;
        continue;
      }
      double share = (i - start + 1.0) / steps.size();
      boolean toEnd = i == steps.size() - 1;
      Collapse one = new Collapse(steps.get(start), steps.get(i), share, start == 0, toEnd);
      if (longest.isEmpty() || share >= longest.get().share() || one.isWhole()) {
        longest = Optional.of(one);
      }
    }
    return longest.filter(one -> one.isWhole() || one.share() >= LEAST_SHARE);
  }

  private boolean isWhole() {
    return toEnd && share >= LEAST_SHARE_TO_END;
  }

  private static double smoothed(List<Double> values, int i) {
    int reach = (int) (values.size() * SMOOTHED_SHARE / 2);
    return values.subList(Math.max(0, i - reach), Math.min(values.size(), i + reach + 1)).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }

  /** In a cell of a table: {@code collapsed at step 10,000}. */
  String brief() {
    if (fromStart && toEnd) {
      return "AUC near 0.5 throughout";
    }
    return toEnd
        ? "collapsed at step " + Numbers.grouped(from)
        : "collapsed until step " + Numbers.grouped(to);
  }

  /** In a sentence that begins with the run. */
  String text() {
    String length =
        "%s steps, %.0f %% of the run"
            .formatted(Numbers.grouped(to - from), Numbers.percentOf(share));
    if (fromStart && toEnd) {
      return "its discriminator's AUC stayed near 0.5 (guessing) from the first point to the last, step %s: it has not learned, or collapsed at once"
          .formatted(Numbers.grouped(to));
    }
    return toEnd
        ? "its discriminator collapsed at step %s: from there on its AUC stayed near 0.5 (guessing) to the end at step %s (%s)"
            .formatted(Numbers.grouped(from), Numbers.grouped(to), length)
        : "its discriminator's AUC stayed near 0.5 (guessing) from step %s to step %s (%s), and recovered"
            .formatted(Numbers.grouped(from), Numbers.grouped(to), length);
  }
}
