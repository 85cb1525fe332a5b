package org.electra4j.training.curve;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.TextFiles;
import org.electra4j.training.EventFileReader;

/**
 * A loss over the steps of a training.
 *
 * @param name stands in reports
 * @param points loss by the number of updates done with it: the loss of the first batch stands at
 *     1, as in TensorBoard
 */
public record LossCurve(String name, SortedMap<Long, Double> points) {
  private static final List<String> LOSSES = List.of("loss", "total_loss");

  /** The points cannot change. */
  public LossCurve {
    points = Collections.unmodifiableSortedMap(new TreeMap<>(points));
  }

  /**
   * Reads a curve.
   *
   * @param path event files or a directory of them; a JSON array or object with {@code steps}, each
   *     with {@code step} and {@code tag}, {@code loss} or {@code total_loss} (as {@code meta.json}
   *     of a bundle, whose steps count from 0); or lines of step and loss with a tab or comma
   * @param tag name of the loss
   * @throws BadInputException if it is none of these
   */
  public static LossCurve read(Path path, String tag) {
    SortedMap<Long, Double> points;
    if (Files.isDirectory(path) || EventFileReader.isEventFile(path)) {
      points = EventFileReader.scalars(path, tag);
    } else if (path.toString().endsWith(".json")) {
      points = ofJson(Json.read(path), tag, path);
    } else {
      points = ofLines(path);
    }
    return new LossCurve(path.toString(), points);
  }

  private static SortedMap<Long, Double> ofJson(JsonNode json, String tag, Path path) {
    boolean ofBundle = json.has("steps");
    JsonNode steps = ofBundle ? json.get("steps") : json;
    SortedMap<Long, Double> points = new TreeMap<>();
    for (JsonNode step : steps) {
      JsonNode loss = loss(step, tag);
      if (!step.path("step").isIntegralNumber() || loss == null || !loss.isNumber()) {
        throw new BadInputException(
            "%s: entry %d has no 'step' and '%s', expected numbers"
                .formatted(path, points.size(), tag));
      }
      points.put(step.get("step").asLong() + (ofBundle ? 1 : 0), loss.asDouble());
    }
    return notEmpty(points, path);
  }

  private static JsonNode loss(JsonNode step, String tag) {
    if (step.has(tag)) {
      return step.get(tag);
    }
    // The original's summaries and bundles name the same loss differently.
    return LOSSES.contains(tag)
        ? LOSSES.stream().filter(step::has).map(step::get).findFirst().orElse(null)
        : null;
  }

  private static SortedMap<Long, Double> ofLines(Path path) {
    List<String> lines = new ArrayList<>();
    TextFiles.forEachLine(path, lines::add);
    SortedMap<Long, Double> points = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String[] cells = lines.get(i).strip().split("[\t,]", -1);
      try {
        points.put(Long.parseLong(cells[0].strip()), Double.valueOf(cells[1].strip()));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        if (i > 0 && !lines.get(i).isBlank()) { // the first line may be a header
          throw new BadInputException(
              "%s: line %d: is '%s', expected step and loss".formatted(path, i + 1, lines.get(i)),
              e);
        }
      }
    }
    return notEmpty(points, path);
  }

  private static SortedMap<Long, Double> notEmpty(SortedMap<Long, Double> points, Path path) {
    if (points.isEmpty()) {
      throw new BadInputException(path + ": no points, expected step and loss of some steps");
    }
    return points;
  }
}
