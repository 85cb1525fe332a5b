package org.electra4j.finetuning.results;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.electra4j.io.Json;
import org.electra4j.metrics.SampleSummary;

/**
 * A metric over several trials. With a trial that has no number (a correlation of constants) mean,
 * deviation and median are NaN, and the best is that of the other trials.
 *
 * @param trials how many
 * @param mean over the trials
 * @param standardDeviation of the sample (divisor n - 1); NaN for one trial
 * @param median over the trials
 * @param best the largest, or the smallest of a loss or an error
 */
public record Summary(
    int trials, double mean, double standardDeviation, double median, double best) {
  private static final Set<String> SMALLER_IS_BETTER = Set.of("loss", "mse");

  /**
   * The summary of at least one value.
   *
   * @param metric the name, which tells whether small is good
   */
  static Summary of(String metric, List<Double> values) {
    double sign = SMALLER_IS_BETTER.contains(metric) ? -1 : 1;
    double best =
        sign
            * values.stream()
                .filter(v -> !v.isNaN())
                .mapToDouble(v -> sign * v)
                .max()
                .orElse(Double.NaN);
    double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    if (Arrays.stream(numbers).anyMatch(Double::isNaN)) {
      return new Summary(numbers.length, Double.NaN, Double.NaN, Double.NaN, best);
    }
    DescriptiveStatistics statistics = new DescriptiveStatistics(numbers);
    double deviation = numbers.length == 1 ? Double.NaN : statistics.getStandardDeviation();
    return new Summary(
        numbers.length, statistics.getMean(), deviation, statistics.getPercentile(50), best);
  }

  /** What tests of differences take of it. */
  public SampleSummary sample() {
    return new SampleSummary(trials, mean, standardDeviation);
  }

  /** Mean and deviation as the study prints them: {@code 53.5 ±2.47}, or {@code 53.5}. */
  public String text() {
    return sample().text();
  }

  /** The numbers under their names; null where there is none. */
  ObjectNode toJson() {
    ObjectNode json = Json.mapper().createObjectNode().put("trials", trials);
    put(json, "mean", mean);
    put(json, "sample_standard_deviation", standardDeviation);
    put(json, "median", median);
    put(json, "best", best);
    return json;
  }

  private static void put(ObjectNode json, String key, double value) {
    json.put(key, Double.isNaN(value) ? null : (Double) value);
  }
}
