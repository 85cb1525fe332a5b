package org.electra4j.finetuning.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.metrics.SampleSummary;

/** Development scores of GLUE that the replication study printed; see the resource for credits. */
public final class PublishedResults {
  private static final String RESOURCE = "/org/electra4j/finetuning/results/published-glue.json";

  private PublishedResults() {}

  /** All rows, in the study's order. */
  public static List<ResultRow> all() {
    List<ResultRow> rows = new ArrayList<>();
    for (JsonNode row : read().get("rows")) {
      Map<String, SampleSummary> scores = new LinkedHashMap<>();
      row.get("scores")
          .properties()
          .forEach(e -> scores.put(e.getKey(), summary(row, e.getValue())));
      rows.add(new ResultRow(row.get("name").asText(), scores));
    }
    return rows;
  }

  /** The rows that models of the size of ELECTRA-Small are held against without being asked. */
  public static List<ResultRow> ofElectraSmall() {
    List<ResultRow> rows = new ArrayList<>();
    for (JsonNode name : read().get("electra_small")) {
      rows.add(named(name.asText()));
    }
    return rows;
  }

  /**
   * The row of that name.
   *
   * @throws BadInputException if there is none, naming those that there are
   */
  public static ResultRow named(String name) {
    List<ResultRow> all = all();
    return all.stream()
        .filter(row -> row.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "no published row '%s', expected one of %s"
                        .formatted(
                            name, String.join("; ", all.stream().map(ResultRow::name).toList()))));
  }

  private static SampleSummary summary(JsonNode row, JsonNode score) {
    if (score.isNumber()) {
      return new SampleSummary(1, score.asDouble(), Double.NaN);
    }
    return new SampleSummary(
        row.get("trials").asInt(), score.get(0).asDouble(), score.get(1).asDouble());
  }

  private static JsonNode read() {
    try (InputStream in = PublishedResults.class.getResourceAsStream(RESOURCE)) {
      return Json.mapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
