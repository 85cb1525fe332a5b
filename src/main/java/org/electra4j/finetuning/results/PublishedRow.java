package org.electra4j.finetuning.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.electra4j.metrics.SampleSummary;

/**
 * A model that the replication study prints.
 *
 * @param row its name, and one metric of each task
 * @param meansOfTwo tasks that are printed as the mean of their two metrics, by name
 * @param avg as printed
 * @param glue as printed
 * @param share of the training steps, in percent; of the study's own models
 * @param generatorSize width as a fraction of the discriminator's; of the study's own models
 * @param training what it took
 */
public record PublishedRow(
    ResultRow row,
    Map<String, Double> meansOfTwo,
    Optional<SampleSummary> avg,
    Optional<SampleSummary> glue,
    Optional<Double> share,
    Optional<Double> generatorSize,
    Optional<Training> training) {

  /**
   * Hardware and time of a pretraining.
   *
   * @param days of all devices together at work
   * @param devices how many
   * @param device such as V100
   * @param peakTflops of one, as the study assumes
   * @param pfsDays petaflop/s-days as printed
   * @param countedAs name of the model in the original's table of operations
   * @param per100Avg petaflop/s-days per 100 points of AVG as printed
   * @param per100Glue likewise of the GLUE score
   */
  public record Training(
      double days,
      int devices,
      String device,
      double peakTflops,
      double pfsDays,
      Optional<String> countedAs,
      Optional<Double> per100Avg,
      Optional<Double> per100Glue) {

    static Training of(JsonNode json) {
      return new Training(
          json.get("days").asDouble(),
          json.get("devices").asInt(),
          json.get("device").asText(),
          json.get("peak_tflops").asDouble(),
          json.get("pfs_days").asDouble(),
          Optional.ofNullable(json.get("counted_as")).map(JsonNode::asText),
          number(json, "per_100_points_avg"),
          number(json, "per_100_points_glue"));
    }
  }

  /** The row's name. */
  public String name() {
    return row.name();
  }

  /** What it prints of a task: one metric, or the mean of two. */
  public Optional<Double> printed(GlueTask task) {
    SampleSummary score = row.scores().get(task.id());
    return score == null
        ? Optional.ofNullable(meansOfTwo.get(task.id()))
        : Optional.of(score.mean());
  }

  static PublishedRow of(JsonNode json) {
    Map<String, SampleSummary> scores = new LinkedHashMap<>();
    json.get("scores").properties().forEach(e -> scores.put(e.getKey(), score(json, e.getValue())));
    Map<String, Double> meansOfTwo = new LinkedHashMap<>();
    json.path("means_of_two_metrics")
        .properties()
        .forEach(e -> meansOfTwo.put(e.getKey(), e.getValue().asDouble()));
    return new PublishedRow(
        new ResultRow(json.get("name").asText(), scores),
        meansOfTwo,
        overall(json, "avg"),
        overall(json, "glue"),
        number(json, "share"),
        number(json, "generator_size"),
        Optional.ofNullable(json.get("training")).map(Training::of));
  }

  private static Optional<SampleSummary> overall(JsonNode row, String key) {
    return Optional.ofNullable(row.get(key)).map(value -> score(row, value));
  }

  private static SampleSummary score(JsonNode row, JsonNode score) {
    if (score.isNumber()) {
      return new SampleSummary(1, score.asDouble(), Double.NaN);
    }
    return new SampleSummary(
        row.get("trials").asInt(), score.get(0).asDouble(), score.get(1).asDouble());
  }

  private static Optional<Double> number(JsonNode json, String key) {
    return Optional.ofNullable(json.get(key)).map(JsonNode::asDouble);
  }
}
