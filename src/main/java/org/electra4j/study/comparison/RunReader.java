package org.electra4j.study.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.electra4j.finetuning.results.FinetuningResults;
import org.electra4j.finetuning.results.FinetuningResults.MetricSummary;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.metrics.SampleSummary;
import org.electra4j.training.EventFileReader;

/** Finds what a run left behind. */
final class RunReader {
  private static final String RESULTS = "results.json";
  private static final String HPARAMS = "hparams.json";
  private static final String RECORD = "record.json";

  private final Path path;
  private final SortedMap<String, JsonNode> configuration = new TreeMap<>();
  private final SortedMap<String, SampleSummary> metrics = new TreeMap<>();
  private final SortedMap<String, String> data = new TreeMap<>();
  private SortedMap<String, SortedMap<Long, Double>> curves = new TreeMap<>();

  private RunReader(Path path) {
    this.path = path;
  }

  /**
   * Reads a run.
   *
   * @param path the directory of a pretrained model; the directory of a study's pretraining or
   *     fine-tuning; or results of fine-tuning
   * @throws BadInputException if it is none of these, or a file of it is damaged
   */
  static RunSnapshot read(Path path) {
    RunReader reader = new RunReader(path);
    reader.read();
    return new RunSnapshot(
        path.toString(), reader.configuration, reader.metrics, reader.curves, reader.data);
  }

  private void read() {
    if (!Files.exists(path)) {
      throw new BadInputException(path + ": no such file or directory");
    }
    if (!Files.isDirectory(path)) {
      finetuning(path);
      record(path.resolveSibling(RECORD));
    } else if (Files.exists(path.resolve(RESULTS))) {
      finetuning(path.resolve(RESULTS));
      record(path.resolve(RECORD));
    } else if (Files.isDirectory(path.resolve("model"))) {
      record(path.resolve(RECORD));
      model(path.resolve("model"));
      lastCheckpoint(path.resolve("checkpoints"));
    } else {
      model(path);
      evaluation(path.resolve("results").resolve(RESULTS), "metrics");
      if (configuration.isEmpty() && curves.isEmpty()) {
        throw new BadInputException(
            path + ": no run, expected hparams.json, event files or results of fine-tuning");
      }
    }
  }

  private void finetuning(Path file) {
    FinetuningResults results = FinetuningResults.read(file);
    configure(results.config());
    for (MetricSummary s : results.summaries()) {
      String name = String.join(" ", s.task(), s.split(), s.metric());
      metrics.put(name, s.summary().sample());
    }
  }

  private void model(Path model) {
    if (Files.exists(model.resolve(HPARAMS))) {
      configure(Json.read(model.resolve(HPARAMS)));
    }
    if (list(model).stream().anyMatch(EventFileReader::isEventFile)) {
      curves = EventFileReader.scalars(model);
    }
  }

  private void configure(JsonNode hparams) {
    hparams.properties().forEach(e -> configuration.put(e.getKey(), e.getValue()));
  }

  private void record(Path file) {
    if (!Files.exists(file)) {
      return;
    }
    JsonNode record = Json.read(file);
    configure(record.path("configuration"));
    for (JsonNode read : record.path("data")) {
      Path name = Path.of(read.path("file").asText()).getFileName();
      data.put(String.valueOf(name), read.path("sha256").asText());
    }
  }

  /** The measures of the checkpoint that got furthest. */
  private void lastCheckpoint(Path checkpoints) {
    double furthest = -1;
    for (Path kept : Files.isDirectory(checkpoints) ? list(checkpoints) : List.<Path>of()) {
      Path file = kept.resolve("eval.json");
      if (Files.exists(file) && Json.read(file).path("step").asDouble() > furthest) {
        furthest = Json.read(file).path("step").asDouble();
        metrics.clear();
        evaluation(file, "");
      }
    }
  }

  /**
   * Measures on held-out text.
   *
   * @param key where they stand in the file; empty at its top
   */
  private void evaluation(Path file, String key) {
    if (Files.exists(file)) {
      JsonNode json = Json.read(file);
      (key.isEmpty() ? json : json.path(key))
          .properties()
          .forEach(
              e -> {
                if (e.getValue().isNumber()) {
                  double value = e.getValue().asDouble();
                  metrics.put(e.getKey(), new SampleSummary(1, value, Double.NaN));
                }
              });
    }
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new BadInputException("cannot read " + directory + ": " + AtomicFiles.reason(e), e);
    }
  }
}
