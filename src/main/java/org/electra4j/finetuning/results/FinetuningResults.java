package org.electra4j.finetuning.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.Json;
import org.electra4j.metrics.Scorer;

/**
 * The results of a fine-tuning run, all trials so far.
 *
 * @param config every hparam under the original's names
 * @param trials in their order
 */
public record FinetuningResults(JsonNode config, List<TrialResult> trials) {

  /** The results of these trials cannot change. */
  public FinetuningResults {
    trials = List.copyOf(trials);
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @param json the JSON file
   * @throws org.electra4j.io.BadInputException if it is missing or something else
   */
  public static FinetuningResults read(Path json) {
    return parse(Json.read(json), json.toString());
  }

  /**
   * The results that {@link #toJson} made JSON of.
   *
   * @param where it comes from, for errors
   * @throws org.electra4j.io.BadInputException if it is something else
   */
  public static FinetuningResults parse(JsonNode json, String where) {
    return ResultsJson.parse(json, where);
  }

  /** The JSON file beside {@code <tasks>_results.txt}. */
  public static Path jsonBeside(Path resultsTxt) {
    String name = resultsTxt.getFileName().toString().replaceFirst("\\.txt$", "");
    return resultsTxt.resolveSibling(name + ".json");
  }

  /** Writes the text file as the original does, and the JSON file beside it. */
  public void write(Path resultsTxt) {
    AtomicFiles.writeString(resultsTxt, text());
    Json.write(jsonBeside(resultsTxt), toJson());
  }

  /** A line a trial and task: {@code cola: mcc: 56.80 - loss: 0.42} (original: write_results). */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (TrialResult trial : trials) {
      trial
          .main()
          .forEach(
              (task, scores) -> text.append(task + ": " + Scorer.text(scores.results()) + "\n"));
    }
    return text.toString();
  }

  /** Trials, configuration, and what they sum up to. */
  public ObjectNode toJson() {
    return ResultsJson.of(this);
  }

  /** The scores of the trials of each task on its first split. */
  public Map<String, List<TaskScores>> main() {
    Map<String, List<TaskScores>> main = new LinkedHashMap<>();
    for (TrialResult trial : trials) {
      trial
          .main()
          .forEach(
              (task, scores) -> main.computeIfAbsent(task, t -> new ArrayList<>()).add(scores));
    }
    return main;
  }

  /**
   * A metric over all trials.
   *
   * @param task its name in hparams
   * @param split such as {@code dev}
   * @param metric its name
   */
  public record MetricSummary(String task, String split, String metric, Summary summary) {}

  /** Each metric of each task and split, in the order of evaluation. */
  public List<MetricSummary> summaries() {
    record Key(String task, String split, String metric) {}
    Map<Key, List<Double>> values = new LinkedHashMap<>();
    for (TrialResult trial : trials) {
      trial
          .scores()
          .forEach(
              (task, splits) ->
                  splits.forEach(
                      (split, scores) ->
                          scores
                              .all()
                              .forEach(
                                  (metric, value) ->
                                      values
                                          .computeIfAbsent(
                                              new Key(task, split, metric), k -> new ArrayList<>())
                                          .add(value))));
    }
    List<MetricSummary> summaries = new ArrayList<>();
    values.forEach(
        (key, all) ->
            summaries.add(
                new MetricSummary(
                    key.task(), key.split(), key.metric(), Summary.of(key.metric(), all))));
    return summaries;
  }
}
