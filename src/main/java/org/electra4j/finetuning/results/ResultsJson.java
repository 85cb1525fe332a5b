package org.electra4j.finetuning.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.results.FinetuningResults.MetricSummary;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/**
 * The JSON form of results. Reading takes the trials and the configuration; the rest follows from
 * them and stands there for other readers.
 */
final class ResultsJson {
  private static final String MAIN_METRIC = "main_metric";

  private ResultsJson() {}

  static ObjectNode of(FinetuningResults results) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.set("config", results.config());
    results.trials().forEach(trial -> json.withArray("trials").add(trial(trial)));
    ObjectNode summary = json.putObject("summary");
    for (MetricSummary s : results.summaries()) {
      summary
          .withObjectProperty(s.task())
          .withObjectProperty(s.split())
          .set(s.metric(), s.summary().toJson());
    }
    json.set("glue", GlueScores.of(results.main()).toJson());
    return json;
  }

  private static ObjectNode trial(TrialResult trial) {
    ObjectNode json =
        Json.mapper()
            .createObjectNode()
            .put("trial", trial.trial())
            .put("seed", trial.seed())
            .put("steps", trial.steps())
            .put("seconds", trial.seconds());
    ObjectNode tasks = json.putObject("tasks");
    trial
        .scores()
        .forEach(
            (task, splits) ->
                splits.forEach(
                    (split, scores) -> {
                      ObjectNode node = tasks.withObjectProperty(task).putObject(split);
                      scores.results().forEach(node.putObject("results")::put);
                      scores.supplement().forEach(node.putObject("supplement")::put);
                      node.put(MAIN_METRIC, scores.mainMetric());
                    }));
    return json;
  }

  static FinetuningResults parse(JsonNode json, String where) {
    List<TrialResult> trials = new ArrayList<>();
    for (JsonNode trial : required(json, "trials", where)) {
      trials.add(parseTrial(trial, where));
    }
    return new FinetuningResults(required(json, "config", where), trials);
  }

  private static TrialResult parseTrial(JsonNode json, String where) {
    Map<String, Map<String, TaskScores>> scores = new LinkedHashMap<>();
    required(json, "tasks", where)
        .properties()
        .forEach(
            task ->
                task.getValue()
                    .properties()
                    .forEach(
                        split ->
                            scores
                                .computeIfAbsent(task.getKey(), t -> new LinkedHashMap<>())
                                .put(split.getKey(), parseScores(split.getValue(), where))));
    return new TrialResult(
        required(json, "trial", where).intValue(),
        required(json, "seed", where).longValue(),
        required(json, "steps", where).longValue(),
        required(json, "seconds", where).doubleValue(),
        scores);
  }

  private static TaskScores parseScores(JsonNode json, String where) {
    Map<String, Double> results = numbers(required(json, "results", where), where);
    if (results.isEmpty()) {
      throw new BadInputException(where + ": a task without results, expected at least one metric");
    }
    String first = results.keySet().iterator().next(); // of files before there was this key
    return new TaskScores(
        results,
        numbers(required(json, "supplement", where), where),
        json.path(MAIN_METRIC).asText(first));
  }

  private static Map<String, Double> numbers(JsonNode json, String where) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    json.properties()
        .forEach(
            e -> {
              JsonNode value = e.getValue();
              // JSON has no NaN; Jackson writes it as a text.
              if (!value.isNumber() && !value.asText().matches("NaN|-?Infinity")) {
                throw new BadInputException(
                    where + ": " + e.getKey() + " is " + value + ", expected a number");
              }
              numbers.put(e.getKey(), Double.valueOf(value.asText()));
            });
    return numbers;
  }

  private static JsonNode required(JsonNode json, String key, String where) {
    JsonNode value = json.get(key);
    if (value == null) {
      throw new BadInputException(where + ": no '" + key + "', expected results of fine-tuning");
    }
    return value;
  }
}
