package org.electra4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaggingScorersTest {
  private static final JsonNode GOLDENS =
      Json.read(Reference.folder("scorers").resolve("tagging.json"));

  static List<JsonNode> scored() {
    return list(GOLDENS.get("scored"));
  }

  @ParameterizedTest
  @MethodSource("scored")
  void resultsAreTheOriginals(JsonNode golden) {
    List<String> labels = new ArrayList<>();
    golden.get("label_mapping").fieldNames().forEachRemaining(labels::add);
    labels.sort((a, b) -> id(golden, a) - id(golden, b));
    Map<String, Scorer> scorers =
        Map.of(
            "entity_f1", new EntityLevelF1Scorer(labels, TagSpans.Decoding.ORIGINAL),
            "accuracy", new WordAccuracyScorer(WordAccuracyScorer.NO_LABEL),
            "accuracy_auto_fail_O", new WordAccuracyScorer(labels.indexOf("O")));
    for (JsonNode sentence : golden.get("sentences")) {
      EvalOutput output =
          new EvalOutput(
              0,
              sentence.get("loss").asDouble(),
              Map.of(
                  "labels", ints(sentence.get("labels")),
                  "predictions", ints(sentence.get("predictions"))),
              Map.of("labels_mask", floats(sentence.get("labels_mask"))));
      scorers.values().forEach(scorer -> scorer.update(output));
    }

    scorers.forEach(
        (name, scorer) -> {
          List<String> keys = new ArrayList<>();
          golden.get(name).fieldNames().forEachRemaining(keys::add);
          assertThat(scorer.results().keySet()).containsExactlyElementsOf(keys);
          scorer
              .results()
              .forEach(
                  (key, value) -> {
                    double expected = golden.get(name).get(key).asDouble();
                    assertThat(value)
                        .as(name + " " + key)
                        .isCloseTo(expected, within(1e-9 * Math.abs(expected)));
                  });
        });
  }

  @Test
  void spansOfMalformedTagsAreTheOriginals() {
    for (JsonNode golden : GOLDENS.get("get_span_labels")) {
      assertThat(TagSpans.decode(strings(golden.get("tags")), TagSpans.Decoding.ORIGINAL))
          .as(golden.toString())
          .isEqualTo(spans(golden));
    }
  }

  @Test
  void tagsOfSpansAreTheOriginalsInEveryScheme() {
    for (JsonNode golden : GOLDENS.get("get_tags")) {
      golden
          .get("tags")
          .properties()
          .forEach(
              scheme ->
                  assertThat(
                          TagSpans.encode(
                              spans(golden), golden.get("length").asInt(), scheme.getKey()))
                      .isEqualTo(strings(scheme.getValue())));
    }
  }

  @Test
  void withTheRuleOfConllevalAnotherTypeBeginsASpan() {
    List<String> tags = List.of("I-PER", "I-LOC", "I-LOC", "O", "S-a-b", "I-a-b");

    assertThat(TagSpans.decode(tags, TagSpans.Decoding.CONLL))
        .containsExactly(
            new TagSpans.Span(0, 0, "PER"),
            new TagSpans.Span(1, 2, "LOC"),
            new TagSpans.Span(4, 4, "a-b"),
            new TagSpans.Span(5, 5, "a-b"));
    assertThat(TagSpans.decode(tags, TagSpans.Decoding.ORIGINAL))
        .containsExactly(new TagSpans.Span(0, 2, "LOC"), new TagSpans.Span(4, 5, "a-b"));
  }

  @Test
  void aTableShowsTheF1ThoughPrecisionComesFirst() {
    Scorer scorer = new EntityLevelF1Scorer(List.of("O"), TagSpans.Decoding.ORIGINAL);

    assertThat(scorer.mainMetric()).isEqualTo("f1");
    assertThat(scorer.resultsText())
        .isEqualTo("precision: 0.00 - recall: 0.00 - f1: 0.00 - loss: 0.00");
  }

  private static int id(JsonNode golden, String label) {
    return golden.get("label_mapping").get(label).asInt();
  }

  private static List<TagSpans.Span> spans(JsonNode golden) {
    return list(golden.get("spans")).stream()
        .map(s -> new TagSpans.Span(s.get(0).asInt(), s.get(1).asInt(), s.get(2).asText()))
        .toList();
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>();
    array.forEach(list::add);
    return list;
  }

  private static List<String> strings(JsonNode array) {
    return list(array).stream().map(JsonNode::asText).toList();
  }

  private static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    Arrays.setAll(values, i -> array.get(i).asInt());
    return values;
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }
}
