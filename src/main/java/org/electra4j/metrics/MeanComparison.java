package org.electra4j.metrics;

import java.util.Locale;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Two means held against each other by t statistics without the assumption of equal variances
 * (Welch). A side whose spread is unknown counts as a constant, which makes it a one-sample test.
 * Without any spread at all there is a difference but no test: the rest is NaN.
 *
 * @param difference ours minus the reference
 * @param degreesOfFreedom after Welch and Satterthwaite
 * @param low lower end of the confidence interval of the difference
 * @param high its upper end
 * @param pValue two-sided, of the hypothesis of no difference
 * @param pEquivalence of two one-sided tests (TOST; Schuirmann 1987): the larger p-value of the
 *     hypotheses that the difference is at most -margin or at least margin
 */
public record MeanComparison(
    double difference,
    double degreesOfFreedom,
    double low,
    double high,
    double pValue,
    double pEquivalence) {
  /**
   * Compares.
   *
   * @param margin largest difference that counts as none, in the metric's points; above 0
   * @param confidence of the interval, such as 0.95
   */
  public static MeanComparison of(
      SampleSummary ours, SampleSummary reference, double margin, double confidence) {
    double difference = ours.mean() - reference.mean();
    double error = Math.sqrt(ours.squaredError() + reference.squaredError());
    if (!(error > 0)) {
      return new MeanComparison(
          difference, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    double freedom = Math.pow(error, 4) / (satterthwaiteTerm(ours) + satterthwaiteTerm(reference));
    TDistribution t = new TDistribution(null, freedom);
    double reach = t.inverseCumulativeProbability(0.5 + confidence / 2) * error;
    double pEquivalence =
        Math.max(
            t.cumulativeProbability(-(difference + margin) / error),
            t.cumulativeProbability((difference - margin) / error));
    return new MeanComparison(
        difference,
        freedom,
        difference - reach,
        difference + reach,
        2 * t.cumulativeProbability(-Math.abs(difference) / error),
        pEquivalence);
  }

  private static double satterthwaiteTerm(SampleSummary side) {
    return side.hasSpread() ? Math.pow(side.squaredError(), 2) / (side.trials() - 1) : 0;
  }

  /** Whether there was spread to test against. */
  public boolean isTested() {
    return !Double.isNaN(pValue);
  }

  /** Whether no difference is rejected at the level 1 - confidence. */
  public boolean differs(double confidence) {
    return pValue < 1 - confidence;
  }

  /** Whether a difference of the margin or more is rejected at the level 1 - confidence. */
  public boolean isEquivalent(double confidence) {
    return pEquivalence < 1 - confidence;
  }

  /** A probability for people: {@code 0.012} or {@code <0.001}. */
  public static String text(double probability) {
    return probability < 0.0005 ? "<0.001" : String.format(Locale.ROOT, "%.3f", probability);
  }
}
