package org.electra4j.finetuning.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.electra4j.io.Json;

/**
 * The two overall numbers of the replication study, which need all eight tasks; with one missing
 * there is none.
 *
 * @param avg mean over the eight tasks of one metric each (CoLA's Matthews correlation, STS-B's
 *     Spearman correlation, accuracy elsewhere; MNLI matched)
 * @param glue mean over nine tasks, where a task of two metrics counts their mean (MRPC and QQP:
 *     the standard F1 and accuracy; STS-B: Pearson and Spearman) and WNLI counts 56.34, what the
 *     majority class gives, whatever a model says
 * @param missing the benchmark's names of the tasks without scores
 */
public record GlueScores(Optional<Summary> avg, Optional<Summary> glue, List<String> missing) {
  /** What always naming the majority class of WNLI gives, in percent. */
  public static final double WNLI = 56.34;

  /**
   * The numbers of each trial of all tasks, summed up over trials. Where tasks have different
   * numbers of trials there is only the mean of their means.
   *
   * @param scores of the trials of each task, by its name in hparams; other tasks do not count
   */
  public static GlueScores of(Map<String, List<TaskScores>> scores) {
    Map<GlueTask, List<TaskScores>> tasks = new LinkedHashMap<>();
    for (GlueTask task : GlueTask.values()) {
      List<TaskScores> trials = scores.getOrDefault(task.id(), List.of());
      boolean isScored =
          trials.stream().allMatch(t -> t.all().keySet().containsAll(task.metrics()));
      if (!trials.isEmpty() && isScored) {
        tasks.put(task, trials);
      }
    }
    List<String> missing =
        Stream.of(GlueTask.values())
            .filter(task -> !tasks.containsKey(task))
            .map(GlueTask::title)
            .toList();
    if (!missing.isEmpty()) {
      return new GlueScores(Optional.empty(), Optional.empty(), missing);
    }
    return new GlueScores(
        Optional.of(summary(values(tasks, GlueScores::one), List.of())),
        Optional.of(summary(values(tasks, GlueScores::mean), List.of(WNLI))),
        missing);
  }

  /**
   * Mean over some of the tasks of one metric each, as in {@link #avg}, over trials.
   *
   * @param scores as in {@link #of}
   * @param tasks at least one
   * @return nothing if one of the tasks has no scores
   */
  public static Optional<Summary> average(
      Map<String, List<TaskScores>> scores, List<GlueTask> tasks) {
    List<List<Double>> values = new ArrayList<>();
    for (GlueTask task : tasks) {
      List<Double> trials =
          scores.getOrDefault(task.id(), List.of()).stream()
              .map(trial -> trial.all().getOrDefault(task.metric(), Double.NaN))
              .toList();
      if (trials.isEmpty()) {
        return Optional.empty();
      }
      values.add(trials);
    }
    return Optional.of(summary(values, List.of()));
  }

  /** Both numbers, null where there is none, and the missing tasks. */
  public ObjectNode toJson() {
    ObjectNode json = Json.mapper().createObjectNode();
    json.set("avg", toJson(avg));
    json.set("glue_score", toJson(glue));
    missing.forEach(json.putArray("missing_tasks")::add);
    return json;
  }

  private static JsonNode toJson(Optional<Summary> summary) {
    return summary.<JsonNode>map(Summary::toJson).orElse(Json.mapper().nullNode());
  }

  /** A task's scores in one trial. */
  private record Scored(GlueTask task, TaskScores scores) {
    double metric(String name) {
      return scores.all().get(name);
    }
  }

  private static double one(Scored scored) {
    return scored.metric(scored.task().metric());
  }

  private static double mean(Scored scored) {
    return scored.task().metrics().stream().mapToDouble(scored::metric).average().orElseThrow();
  }

  private static List<List<Double>> values(
      Map<GlueTask, List<TaskScores>> tasks, ToDoubleFunction<Scored> value) {
    List<List<Double>> values = new ArrayList<>();
    tasks.forEach(
        (task, trials) ->
            values.add(
                trials.stream().map(t -> value.applyAsDouble(new Scored(task, t))).toList()));
    return values;
  }

  private static Summary summary(List<List<Double>> tasks, List<Double> constants) {
    int trials = tasks.get(0).size();
    if (tasks.stream().anyMatch(values -> values.size() != trials)) {
      List<Double> means = new ArrayList<>(constants);
      tasks.forEach(values -> means.add(average(values)));
      return new Summary(0, average(means), Double.NaN, Double.NaN, Double.NaN);
    }
    List<Double> overall = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      int trial = i;
      List<Double> all = new ArrayList<>(constants);
      tasks.forEach(values -> all.add(values.get(trial)));
      overall.add(average(all));
    }
    return Summary.of("score", overall);
  }

  private static double average(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
