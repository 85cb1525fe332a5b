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
import org.electra4j.study.FinetuningUnit;
import org.electra4j.study.StudyLayout;
import org.electra4j.study.plan.StudyPlan;
import org.electra4j.training.EventFileReader;

/** Reads the directory of a study, finished or not. */
final class StudyReader {
  private static final String RESULTS = "results.json";

  private final StudyLayout layout;
  private final JsonNode plan;

  private StudyReader(StudyLayout layout) {
    this.layout = layout;
    this.plan = Json.read(layout.plan());
  }

  /**
   * Reads what is there.
   *
   * @throws BadInputException if it is no study or a file of it is damaged
   */
  static StudyResults read(Path root) {
    StudyLayout layout = new StudyLayout(root);
    if (!Files.exists(layout.plan())) {
      throw new BadInputException(root + ": no plan.json, expected a directory of run-study");
    }
    return new StudyReader(layout).results();
  }

  private StudyResults results() {
    List<RunResults> runs = new ArrayList<>();
    for (JsonNode run : plan.path("runs")) {
      runs.add(run(run));
    }
    if (runs.isEmpty()) {
      throw new BadInputException(layout.plan() + ": no 'runs', expected those of a study");
    }
    boolean hasRandom = plan.path("finetuning").path("random_weights").asBoolean();
    Optional<CheckpointResults> random =
        hasRandom
            ? Optional.of(new CheckpointResults(0, Map.of(), scores(StudyPlan.RANDOM, 0)))
            : Optional.empty();
    String name = plan.path("name").asText(layout.root().toString());
    return new StudyResults(name, plan, runs, random, records());
  }

  private RunResults run(JsonNode planned) {
    String name = planned.path("name").asText();
    SortedMap<Double, CheckpointResults> checkpoints = new TreeMap<>();
    for (JsonNode share : planned.path("checkpoints")) {
      double percent = Numbers.percentOf(share.asDouble());
      checkpoints.put(percent, checkpoint(name, percent));
    }
    Path model = layout.model(name);
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
    Path file = layout.evaluation(run, Numbers.fraction(percent));
    if (Files.exists(file)) {
      for (Map.Entry<String, JsonNode> measure : Json.read(file).properties()) {
        if (measure.getValue().isNumber()) {
          evaluation.put(measure.getKey(), measure.getValue().asDouble());
        }
      }
    }
    return new CheckpointResults(percent, evaluation, scores(run, percent));
  }

  private Map<String, List<TaskScores>> scores(String run, double percent) {
    Map<String, List<TaskScores>> scores = new LinkedHashMap<>();
    for (JsonNode task : plan.path("finetuning").path("tasks")) {
      FinetuningUnit unit = new FinetuningUnit(run, Numbers.fraction(percent), task.asText());
      Path results = layout.finetuning(unit).resolve(RESULTS);
      if (Files.exists(results)) {
        scores.putAll(FinetuningResults.read(results).main());
      }
    }
    return scores;
  }

  private List<JsonNode> records() {
    List<JsonNode> records = new ArrayList<>();
    try (Stream<Path> files = Files.walk(layout.root())) {
      files
          .filter(file -> file.getFileName().toString().equals(StudyLayout.RECORD))
          .sorted()
          .forEach(file -> records.add(Json.read(file)));
    } catch (IOException e) {
      throw new BadInputException("cannot read " + layout.root() + ": " + AtomicFiles.reason(e), e);
    }
    return records;
  }
}
