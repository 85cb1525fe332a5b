package org.electra4j.finetuning.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/**
 * What the replication study printed.
 *
 * @param source of the numbers
 * @param rows in the study's order
 * @param electraSmall names of the rows that models of this size are held against without asking
 * @param collapsedGenerators widths, as fractions of the discriminator's, with which the study's
 *     discriminator collapsed
 * @param collapsedAt the step at which it did
 */
public record PublishedResults(
    String source,
    List<PublishedRow> rows,
    List<String> electraSmall,
    List<Double> collapsedGenerators,
    long collapsedAt) {
  private static final String RESOURCE = "/org/electra4j/finetuning/results/published-glue.json";

  /** Lists cannot change. */
  public PublishedResults {
    rows = List.copyOf(rows);
    electraSmall = List.copyOf(electraSmall);
    collapsedGenerators = List.copyOf(collapsedGenerators);
  }

  /** Reads them from the program itself. */
  public static PublishedResults read() {
    JsonNode json = json();
    List<PublishedRow> rows = new ArrayList<>();
    json.get("rows").forEach(row -> rows.add(PublishedRow.of(row)));
    List<String> small = new ArrayList<>();
    json.get("electra_small").forEach(name -> small.add(name.asText()));
    List<Double> collapsed = new ArrayList<>();
    json.get("collapsed").get("generator_sizes").forEach(size -> collapsed.add(size.asDouble()));
    return new PublishedResults(
        json.get("source").asText(),
        rows,
        small,
        collapsed,
        json.get("collapsed").get("at_step").asLong());
  }

  /** The rows that models of the size of ELECTRA-Small are held against without being asked. */
  public List<ResultRow> ofElectraSmall() {
    return electraSmall.stream().map(this::named).toList();
  }

  /**
   * The row of that name.
   *
   * @throws BadInputException if there is none, naming those that there are
   */
  public ResultRow named(String name) {
    return rows.stream()
        .map(PublishedRow::row)
        .filter(row -> row.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "no published row '%s', expected one of %s"
                        .formatted(
                            name,
                            String.join("; ", rows.stream().map(PublishedRow::name).toList()))));
  }

  private static JsonNode json() {
    try (InputStream in = PublishedResults.class.getResourceAsStream(RESOURCE)) {
      return Json.mapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
