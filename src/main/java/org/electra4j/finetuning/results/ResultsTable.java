package org.electra4j.finetuning.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.electra4j.io.BadInputException;
import org.electra4j.io.PythonFormat;
import org.electra4j.io.TextTable;

/**
 * Results of fine-tuning as tables: models against tasks as in the study, and metrics in detail.
 */
public final class ResultsTable {
  private ResultsTable() {}

  /**
   * One row of {@link #of}: a model or a way to fine-tune it.
   *
   * @param name stands in the first column
   * @param scores of the trials of each task, by its name in hparams
   */
  public record Row(String name, Map<String, List<TaskScores>> scores) {

    /**
     * Joins runs of the same model, each on tasks of its own.
     *
     * @throws BadInputException if two runs have the same task
     */
    public static Row of(String name, List<FinetuningResults> runs) {
      Map<String, List<TaskScores>> scores = new LinkedHashMap<>();
      for (FinetuningResults run : runs) {
        run.main()
            .forEach(
                (task, trials) -> {
                  if (scores.put(task, trials) != null) {
                    throw new BadInputException(
                        name + ": two results of task " + task + ", expected one");
                  }
                });
      }
      return new Row(name, scores);
    }

    /** The overall numbers, if all tasks are there. */
    public GlueScores glue() {
      return GlueScores.of(scores);
    }
  }

  /**
   * Mean and sample standard deviation of each task's main metric, in the study's order of tasks,
   * then other tasks, then AVG and GLUE score. Cells without a number are empty.
   */
  public static TextTable of(List<Row> rows) {
    Set<String> tasks = new LinkedHashSet<>();
    for (GlueTask task : GlueTask.values()) {
      if (rows.stream().anyMatch(row -> row.scores().containsKey(task.id()))) {
        tasks.add(task.id());
      }
    }
    rows.forEach(row -> tasks.addAll(row.scores().keySet()));
    List<String> header = new ArrayList<>(List.of("model"));
    tasks.forEach(task -> header.add(GlueTask.of(task).map(GlueTask::title).orElse(task)));
    header.addAll(List.of("AVG", "GLUE"));
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of(row.name()));
      tasks.forEach(task -> line.add(cell(task, row.scores().getOrDefault(task, List.of()))));
      line.add(text(row.glue().avg()));
      line.add(text(row.glue().glue()));
      cells.add(line);
    }
    return new TextTable(header, cells);
  }

  /** Why rows have no AVG and no GLUE score, a line each; empty if all have them. */
  public static String notes(List<Row> rows) {
    return rows.stream()
        .filter(row -> !row.glue().missing().isEmpty())
        .map(
            row ->
                "%s: no AVG and no GLUE score, for they need %s, too\n"
                    .formatted(row.name(), String.join(", ", row.glue().missing())))
        .collect(Collectors.joining());
  }

  /** Every metric of a run with mean, deviation, median and best over the trials. */
  public static TextTable details(FinetuningResults results) {
    List<List<String>> rows = new ArrayList<>();
    for (FinetuningResults.MetricSummary s : results.summaries()) {
      Summary summary = s.summary();
      rows.add(
          List.of(
              s.task() + " " + s.split() + " " + s.metric(),
              Integer.toString(summary.trials()),
              PythonFormat.fixed(summary.mean(), 2),
              summary.trials() == 1 ? "" : PythonFormat.fixed(summary.standardDeviation(), 2),
              PythonFormat.fixed(summary.median(), 2),
              PythonFormat.fixed(summary.best(), 2)));
    }
    return new TextTable(List.of("metric", "trials", "mean", "sd", "median", "best"), rows);
  }

  private static String cell(String task, List<TaskScores> trials) {
    if (trials.isEmpty()) {
      return "";
    }
    String metric = GlueTask.of(task).map(GlueTask::metric).orElse(trials.get(0).mainMetric());
    boolean isThere = trials.stream().allMatch(t -> t.all().containsKey(metric));
    return isThere
        ? Summary.of(metric, trials.stream().map(t -> t.all().get(metric)).toList()).text()
        : "";
  }

  private static String text(Optional<Summary> summary) {
    return summary.map(Summary::text).orElse("");
  }
}
