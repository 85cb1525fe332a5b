package org.electra4j.metrics;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * Correlation of two samples as {@code scipy.stats} gives it: NaN if one of them is constant, has
 * fewer than two values or holds a NaN.
 */
final class Correlation {
  private Correlation() {}

  /** Pearson's product-moment correlation, in [-1, 1]. */
  static double pearson(double[] x, double[] y) {
    if (isDegenerate(x) || isDegenerate(y)) {
      return Double.NaN;
    }
    // From the covariance: PearsonsCorrelation squares it first and loses half the digits near 0.
    double scale = Math.sqrt(StatUtils.variance(x)) * Math.sqrt(StatUtils.variance(y));
    double correlation = new Covariance().covariance(x, y) / scale;
    return Math.max(-1, Math.min(1, correlation));
  }

  /** Spearman's rank correlation, in [-1, 1]; tied values share the mean of their ranks. */
  static double spearman(double[] x, double[] y) {
    if (isDegenerate(x) || isDegenerate(y)) {
      return Double.NaN;
    }
    NaturalRanking ranking = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE);
    return pearson(ranking.rank(withoutNegativeZero(x)), ranking.rank(withoutNegativeZero(y)));
  }

  /** The ranking tells -0 from 0, where the original sees a tie. */
  private static double[] withoutNegativeZero(double[] values) {
    return Arrays.stream(values).map(v -> v + 0.0).toArray();
  }

  private static boolean isDegenerate(double[] values) {
    return DoubleStream.of(values).anyMatch(Double::isNaN)
        || Arrays.stream(values).distinct().limit(2).count() < 2;
  }
}
