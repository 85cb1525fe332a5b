package org.electra4j.finetuning.qa;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.Json;

/**
 * The files that the official evaluations read, as the original writes them: one JSON object each,
 * its keys the ids of the questions. Other characters than ASCII are escaped, so that a script
 * reads them in any locale.
 */
final class PredictionFiles {
  private PredictionFiles() {}

  /** Writes the best answers, empty where the null odds are above the threshold. */
  static void writeAnswers(Path file, List<QaPrediction> predictions, double threshold) {
    ObjectNode object = Json.mapper().createObjectNode();
    predictions.forEach(p -> object.put(p.id(), p.nullOdds() > threshold ? "" : p.best().text()));
    write(file, object);
  }

  /** Writes the null odds. */
  static void writeNullOdds(Path file, List<QaPrediction> predictions) {
    ObjectNode object = Json.mapper().createObjectNode();
    predictions.forEach(p -> object.put(p.id(), (double) p.nullOdds()));
    write(file, object);
  }

  /** Writes metrics, numbers of questions as integers. */
  static void writeMetrics(Path file, Map<String, Double> metrics) {
    ObjectNode object = Json.mapper().createObjectNode();
    metrics.forEach(
        (name, value) -> {
          if (name.endsWith("total")) {
            object.put(name, Math.round(value));
          } else {
            object.put(name, value);
          }
        });
    write(file, object);
  }

  private static void write(Path file, ObjectNode object) {
    try {
      AtomicFiles.writeString(
          file,
          Json.mapper().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(object)
              + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("predictions are not representable as JSON", e);
    }
  }
}
