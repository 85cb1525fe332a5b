package org.electra4j.finetuning.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.metrics.SampleSummary;

/**
 * One way to fine-tune one model.
 *
 * @param name stands in tables
 * @param scores by the task's name in hparams, of one metric
 */
public record ResultRow(String name, Map<String, SampleSummary> scores) {
  /** Keeps the order of the tasks. */
  public ResultRow {
    scores = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }

  /**
   * Reads files of results. Files of the same row are joined.
   *
   * @param arguments {@code [ROW=]FILE}; a file is what {@code run-finetuning} and {@code
   *     tools/run_original.py} write, or what {@code run-finetuning --json} prints: there, each
   *     variant of the layer-wise decay is a row
   * @param metric such as {@code loss}; null for each task's main metric
   * @throws BadInputException if a file is missing or something else, two files of a row have the
   *     same task, or a trial lacks the metric
   */
  public static List<ResultRow> read(List<String> arguments, String metric) {
    Map<String, List<FinetuningResults>> runs = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = Files.exists(Path.of(argument)) ? -1 : argument.indexOf('=');
      Path file = Path.of(argument.substring(equals + 1));
      String given = equals < 0 ? null : argument.substring(0, equals);
      JsonNode json = Json.read(file);
      if (json.has("trials")) {
        add(runs, given, json, file.toString());
        continue;
      }
      if (!json.isObject() || json.isEmpty()) {
        throw new BadInputException(file + ": no 'trials', expected results of fine-tuning");
      }
      json.properties()
          .forEach(
              row -> {
                String name = given == null ? row.getKey() : given + " " + row.getKey();
                row.getValue().forEach(one -> add(runs, name, one, file + ": " + row.getKey()));
              });
    }
    List<ResultRow> rows = new ArrayList<>();
    runs.forEach((name, all) -> rows.add(joined(name, all, metric)));
    return rows;
  }

  private static void add(
      Map<String, List<FinetuningResults>> runs, String name, JsonNode json, String where) {
    FinetuningResults results = FinetuningResults.parse(json, where);
    runs.computeIfAbsent(name == null ? nameOf(results.config()) : name, r -> new ArrayList<>())
        .add(results);
  }

  private static String nameOf(JsonNode config) {
    String name = config.path("model_name").asText("results");
    if (config.has("made_by")) {
      return name + ", " + config.get("made_by").asText();
    }
    String variant = config.path("layerwise_lr_decay_variant").asText();
    return variant.isEmpty() ? name : name + ", " + variant;
  }

  private static ResultRow joined(String name, List<FinetuningResults> runs, String metric) {
    Map<String, SampleSummary> scores = new LinkedHashMap<>();
    for (FinetuningResults run : runs) {
      run.main()
          .forEach(
              (task, trials) -> {
                if (scores.put(task, summary(name, task, trials, metric)) != null) {
                  throw new BadInputException(
                      name + ": two results of task " + task + ", expected one");
                }
              });
    }
    return new ResultRow(name, scores);
  }

  private static SampleSummary summary(
      String name, String task, List<TaskScores> trials, String wanted) {
    String metric = wanted == null ? mainMetric(task, trials) : wanted;
    List<Double> values = new ArrayList<>();
    for (TaskScores trial : trials) {
      Double value = trial.all().get(metric);
      if (value == null) {
        throw new BadInputException(
            "%s, %s: a trial without %s, expected it in each".formatted(name, task, metric));
      }
      values.add(value);
    }
    return SampleSummary.of(values);
  }

  private static String mainMetric(String task, List<TaskScores> trials) {
    return GlueTask.of(task).map(GlueTask::metric).orElse(trials.get(0).mainMetric());
  }
}
