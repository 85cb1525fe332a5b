package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.electra4j.metrics.EntityLevelF1Scorer;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.electra4j.metrics.TagSpans;
import org.electra4j.metrics.WordAccuracyScorer;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.Tolerance;

/** Metrics of tagging, and the way from tags to spans and back. */
final class TaggingScores {
  private static final Tolerance FLOAT64 = Tolerance.relative(1e-9);

  private TaggingScores() {}

  static void replay(JsonNode golden, CaseReport report) {
    for (JsonNode one : golden.get("get_span_labels")) {
      report.exact(
          "spans of tags",
          "tags " + one.get("tags"),
          TagSpans.decode(Jsons.texts(one.get("tags")), TagSpans.Decoding.ORIGINAL),
          spans(one.get("spans")));
    }
    for (JsonNode one : golden.get("get_tags")) {
      for (Map.Entry<String, JsonNode> scheme : one.get("tags").properties()) {
        report.exact(
            "tags of spans",
            "%s of spans %s".formatted(scheme.getKey(), one.get("spans")),
            TagSpans.encode(spans(one.get("spans")), one.get("length").asInt(), scheme.getKey()),
            Jsons.texts(scheme.getValue()));
      }
    }
    for (JsonNode one : golden.get("scored")) {
      scored(one, report);
    }
  }

  private static List<TagSpans.Span> spans(JsonNode spans) {
    return StreamSupport.stream(spans.spliterator(), false)
        .map(s -> new TagSpans.Span(s.get(0).asInt(), s.get(1).asInt(), s.get(2).asText()))
        .toList();
  }

  private static void scored(JsonNode golden, CaseReport report) {
    List<String> labels = Jsons.byId(golden.get("label_mapping"));
    Map<String, Scorer> scorers = new LinkedHashMap<>();
    scorers.put("entity_f1", new EntityLevelF1Scorer(labels, TagSpans.Decoding.ORIGINAL));
    scorers.put("accuracy", new WordAccuracyScorer(WordAccuracyScorer.NO_LABEL));
    scorers.put("accuracy_auto_fail_O", new WordAccuracyScorer(labels.indexOf(TagSpans.OUTSIDE)));
    for (JsonNode sentence : golden.get("sentences")) {
      EvalOutput output =
          new EvalOutput(
              0,
              sentence.get("loss").asDouble(),
              Map.of(
                  "labels", Jsons.ints(sentence.get("labels")),
                  "predictions", Jsons.ints(sentence.get("predictions"))),
              Map.of("labels_mask", Jsons.floats(sentence.get("labels_mask"))));
      scorers.values().forEach(scorer -> scorer.update(output));
    }
    String where = "set " + golden.get("name").asText();
    scorers.forEach(
        (name, scorer) -> {
          Map<String, Double> ours = scorer.results();
          List<String> names =
              golden.get(name).properties().stream().map(Map.Entry::getKey).toList();
          report.exact("names of results", where + " " + name, List.copyOf(ours.keySet()), names);
          names.forEach(
              key ->
                  report.close(
                      name + " " + key,
                      where,
                      ours.getOrDefault(key, Double.NEGATIVE_INFINITY),
                      Jsons.number(golden.get(name).get(key)),
                      FLOAT64));
        });
  }
}
