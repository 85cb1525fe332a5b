package org.electra4j.metrics;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;
import org.electra4j.io.PythonFormat;

/**
 * What is known of a metric over trials.
 *
 * @param trials how many
 * @param mean over them
 * @param standardDeviation of the sample (divisor trials - 1); NaN if unknown, as for one trial
 */
public record SampleSummary(int trials, double mean, double standardDeviation) {
  /** Of at least one value. */
  public static SampleSummary of(List<Double> values) {
    double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    // The mean of equal numbers has rounding noise, and so would have their deviation.
    boolean equal = Arrays.stream(numbers).allMatch(n -> n == numbers[0]);
    double mean = equal ? numbers[0] : StatUtils.mean(numbers);
    double variance = equal ? 0 : StatUtils.variance(numbers, mean);
    return new SampleSummary(
        numbers.length, mean, numbers.length == 1 ? Double.NaN : Math.sqrt(variance));
  }

  /** Whether the spread over trials is known. */
  public boolean hasSpread() {
    return !Double.isNaN(standardDeviation);
  }

  /** Squared standard error of the mean; 0 for a number without a known spread. */
  double squaredError() {
    return hasSpread() ? standardDeviation * standardDeviation / trials : 0;
  }

  /** Mean and deviation as the study prints them: {@code 53.5 ±2.47}, or {@code 53.5}. */
  public String text() {
    String text = PythonFormat.fixed(mean, 1);
    return hasSpread() ? text + " ±" + PythonFormat.fixed(standardDeviation, 2) : text;
  }
}
