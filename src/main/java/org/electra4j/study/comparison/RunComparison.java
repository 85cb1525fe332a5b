package org.electra4j.study.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.electra4j.io.Json;
import org.electra4j.metrics.MeanComparison;
import org.electra4j.metrics.SampleSummary;
import org.electra4j.training.curve.CurveDistance;
import org.electra4j.training.curve.LossCurve;

/**
 * How two runs differ.
 *
 * @param a first run
 * @param b second run
 * @param configuration hparams that differ
 * @param data files that differ, by their SHA-256
 * @param metrics final metrics that one of them has
 * @param curves tags that both have, the largest relative difference first
 */
public record RunComparison(
    RunSnapshot a,
    RunSnapshot b,
    List<Difference> configuration,
    List<Difference> data,
    List<Metric> metrics,
    List<Curve> curves) {
  /** Where a run puts its files says nothing about it. */
  private static final Set<String> PLACES =
      Set.of(
          "model_dir",
          "results_txt",
          "results_pkl",
          "preprocessed_data_dir",
          "test_predictions",
          "qa_eval_file",
          "qa_na_file",
          "qa_preds_file");

  private static final double CONFIDENCE = 0.95;

  /** The comparison asks for one; no use is made of it. */
  private static final double ANY_MARGIN = 1;

  /**
   * A setting or a file.
   *
   * @param a its value in the first run, empty if it has none
   */
  public record Difference(String name, String a, String b) {}

  /**
   * A final metric.
   *
   * @param a empty if the first run has none
   * @param test of the difference a - b over trials; empty if one has none
   */
  public record Metric(
      String name,
      Optional<SampleSummary> a,
      Optional<SampleSummary> b,
      Optional<MeanComparison> test) {}

  /**
   * A curve of both.
   *
   * @param distance over the steps of both; empty if they share none
   */
  public record Curve(LossCurve a, LossCurve b, String tag, Optional<CurveDistance> distance) {}

  /**
   * Compares two runs.
   *
   * @param a the directory of a pretrained model; the directory of a study's pretraining or
   *     fine-tuning; or results of fine-tuning
   * @param b likewise
   * @throws org.electra4j.io.BadInputException if one is none of these, or a file is damaged
   */
  public static RunComparison of(Path a, Path b) {
    return of(RunReader.read(a), RunReader.read(b));
  }

  static RunComparison of(RunSnapshot a, RunSnapshot b) {
    List<Difference> configuration = new ArrayList<>();
    for (String name : union(a.configuration(), b.configuration())) {
      String ofA = text(a.configuration().get(name));
      String ofB = text(b.configuration().get(name));
      if (!ofA.equals(ofB) && !PLACES.contains(name)) {
        configuration.add(new Difference(name, ofA, ofB));
      }
    }
    List<Difference> data = new ArrayList<>();
    for (String file : union(a.data(), b.data())) {
      String ofA = a.data().getOrDefault(file, "");
      String ofB = b.data().getOrDefault(file, "");
      if (!ofA.equals(ofB)) {
        data.add(new Difference(file, ofA, ofB));
      }
    }
    List<Metric> metrics = new ArrayList<>();
    for (String name : union(a.metrics(), b.metrics())) {
      metrics.add(
          metric(
              name,
              Optional.ofNullable(a.metrics().get(name)),
              Optional.ofNullable(b.metrics().get(name))));
    }
    return new RunComparison(a, b, configuration, data, metrics, curves(a, b));
  }

  private static String text(JsonNode value) {
    return value == null ? "" : value.toString();
  }

  private static Metric metric(String name, Optional<SampleSummary> a, Optional<SampleSummary> b) {
    return new Metric(
        name, a, b, a.flatMap(x -> b.map(y -> MeanComparison.of(x, y, ANY_MARGIN, CONFIDENCE))));
  }

  private static List<Curve> curves(RunSnapshot a, RunSnapshot b) {
    List<Curve> curves = new ArrayList<>();
    for (String tag : union(a.curves(), b.curves())) {
      if (a.curves().containsKey(tag) && b.curves().containsKey(tag)) {
        LossCurve ofA = new LossCurve(a.name(), a.curves().get(tag));
        LossCurve ofB = new LossCurve(b.name(), b.curves().get(tag));
        boolean share = ofA.points().keySet().stream().anyMatch(ofB.points()::containsKey);
        curves.add(
            new Curve(
                ofA, ofB, tag, share ? Optional.of(CurveDistance.of(ofA, ofB)) : Optional.empty()));
      }
    }
    curves.sort(
        Comparator.comparingDouble(
            curve -> -curve.distance().map(CurveDistance::relative).orElse(0.0)));
    return curves;
  }

  private static Set<String> union(Map<String, ?> a, Map<String, ?> b) {
    Set<String> union = new TreeSet<>(a.keySet());
    union.addAll(b.keySet());
    return union;
  }

  /** What is known of the data where no file differs. */
  String sameData() {
    return a.data().isEmpty() || b.data().isEmpty()
        ? "not recorded for both"
        : "the same (files of the same SHA-256: " + a.data().size() + ")";
  }

  /** Everything as JSON; what there is not is null. */
  public ObjectNode toJson() {
    ObjectNode json = Json.mapper().createObjectNode().put("a", a.name()).put("b", b.name());
    json.set("configuration", Json.mapper().valueToTree(configuration));
    json.set("data", Json.mapper().valueToTree(data));
    json.putArray("metrics");
    for (Metric metric : metrics) {
      ObjectNode node = json.withArray("metrics").addObject().put("name", metric.name());
      put(node, "a", metric.a().map(SampleSummary::mean));
      put(node, "b", metric.b().map(SampleSummary::mean));
      put(node, "difference", metric.test().map(MeanComparison::difference));
      put(node, "p_value", metric.test().map(MeanComparison::pValue));
    }
    json.putArray("curves");
    for (Curve curve : curves) {
      ObjectNode node = json.withArray("curves").addObject().put("tag", curve.tag());
      node.set("distance", curve.distance().map(CurveDistance::toJson).orElse(null));
    }
    return json;
  }

  private static void put(ObjectNode node, String key, Optional<Double> value) {
    node.put(key, value.filter(Double::isFinite).orElse(null));
  }
}
