package org.electra4j.study.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.electra4j.finetuning.results.FinetuningResults;
import org.electra4j.finetuning.results.TaskScores;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.training.EventFileReader;

/** Reads the directory of a study, finished or not. */
final class StudyReader {
  private static final String RANDOM = "random";
  private static final String RESULTS = "results.json";
  private static final String RECORD = "record.json";

  private final Path root;

  private StudyReader(Path root) {
    this.root = root;
  }

  /**
   * Reads what is there.
   *
   * @throws BadInputException if it is no study or a file of it is damaged
   */
  static StudyResults read(Path root) {
    Path file = root.resolve("plan.json");
    if (!Files.exists(file)) {
      throw new BadInputException(root + ": no plan.json, expected a directory of run-study");
    }
    return new StudyReader(root).results(Json.read(file));
  }

  private StudyResults results(JsonNode plan) {
    List<RunResults> runs = new ArrayList<>();
    for (JsonNode run : plan.path("runs")) {
      runs.add(run(run));
    }
    if (runs.isEmpty()) {
      throw new BadInputException(root + "/plan.json: no 'runs', expected those of a study");
    }
    boolean hasRandom = plan.path("finetuning").path("random_weights").asBoolean();
    Optional<CheckpointResults> random =
        hasRandom
            ? Optional.of(new CheckpointResults(0, Map.of(), scores(finetuning(RANDOM, 0))))
            : Optional.empty();
    String name = plan.path("name").asText(root.toString());
    return new StudyResults(name, plan, runs, random, records());
  }

  private RunResults run(JsonNode planned) {
    String name = planned.path("name").asText();
    Path directory = root.resolve("pretraining").resolve(name);
    SortedMap<Double, CheckpointResults> checkpoints = new TreeMap<>();
    for (JsonNode share : planned.path("checkpoints")) {
      double percent = Numbers.percentOf(share.asDouble());
      checkpoints.put(percent, checkpoint(name, percent));
    }
    for (Path kept : directories(directory.resolve("checkpoints"))) {
      if (kept.getFileName().toString().matches("\\d+(\\.\\d+)?")) {
        double percent = Double.parseDouble(kept.getFileName().toString());
        checkpoints.put(percent, checkpoint(name, percent));
      }
    }
    Path model = directory.resolve("model");
    return new RunResults(
        name,
        hparams(planned, model.resolve("hparams.json")),
        curves(model),
        List.copyOf(checkpoints.values()));
  }

  private static JsonNode hparams(JsonNode planned, Path file) {
    ObjectNode hparams = Json.mapper().createObjectNode();
    if (planned.path("hparams") instanceof ObjectNode given) {
      hparams.setAll(given);
    }
    if (Files.exists(file) && Json.read(file) instanceof ObjectNode used) {
      hparams.setAll(used);
    }
    return hparams;
  }

  private static SortedMap<String, SortedMap<Long, Double>> curves(Path model) {
    try (Stream<Path> files = Files.isDirectory(model) ? Files.list(model) : Stream.of()) {
      return files.anyMatch(EventFileReader::isEventFile)
          ? EventFileReader.scalars(model)
          : new TreeMap<>();
    } catch (IOException e) {
      throw new BadInputException("cannot read " + model + ": " + AtomicFiles.reason(e), e);
    }
  }

  private CheckpointResults checkpoint(String run, double percent) {
    Map<String, Double> evaluation = new LinkedHashMap<>();
    Path file =
        root.resolve("pretraining")
            .resolve(run)
            .resolve("checkpoints")
            .resolve(Numbers.plain(percent))
            .resolve("eval.json");
    if (Files.exists(file)) {
      for (Map.Entry<String, JsonNode> measure : Json.read(file).properties()) {
        if (measure.getValue().isNumber()) {
          evaluation.put(measure.getKey(), measure.getValue().asDouble());
        }
      }
    }
    return new CheckpointResults(percent, evaluation, scores(finetuning(run, percent)));
  }

  private Path finetuning(String run, double percent) {
    return root.resolve("finetuning").resolve(run).resolve(Numbers.plain(percent));
  }

  private static Map<String, List<TaskScores>> scores(Path directory) {
    Map<String, List<TaskScores>> scores = new LinkedHashMap<>();
    for (Path task : directories(directory)) {
      if (Files.exists(task.resolve(RESULTS))) {
        scores.putAll(FinetuningResults.read(task.resolve(RESULTS)).main());
      }
    }
    return scores;
  }

  private List<JsonNode> records() {
    List<JsonNode> records = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      files
          .filter(file -> file.getFileName().toString().equals(RECORD))
          .sorted()
          .forEach(file -> records.add(Json.read(file)));
    } catch (IOException e) {
      throw new BadInputException("cannot read " + root + ": " + AtomicFiles.reason(e), e);
    }
    return records;
  }

  private static List<Path> directories(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new BadInputException("cannot read " + directory + ": " + AtomicFiles.reason(e), e);
    }
  }
}
