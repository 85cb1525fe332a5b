package org.electra4j.study.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.electra4j.finetuning.results.GlueTask;
import org.electra4j.finetuning.results.PublishedResults;
import org.electra4j.finetuning.results.PublishedRow;
import org.electra4j.finetuning.results.TaskScores;
import org.electra4j.io.PythonFormat;
import org.electra4j.io.TextTable;
import org.electra4j.metrics.SampleSummary;

/** The study's table 2: scores of each checkpoint, mean and deviation over seeds. */
final class ScoreTable {
  private static final String TWO_METRICS = "*";

  private ScoreTable() {}

  /** The table; rows that were not fine-tuned are left out. */
  static ReportTable of(StudyResults study, Overall overall, PublishedResults published) {
    Set<String> tasks = tasks(study, overall);
    List<String> header = new ArrayList<>(List.of("model"));
    tasks.forEach(task -> header.add(title(task)));
    header.addAll(List.of(overall.avgName(), "GLUE"));
    List<List<String>> rows = new ArrayList<>();
    for (StudyRow row : study.rows()) {
      if (row.isFineTuned()) {
        Map<String, List<TaskScores>> scores = row.checkpoint().scores();
        rows.add(
            line(
                "ours: " + row.name(),
                tasks.stream().map(task -> ours(task, scores.get(task))).toList(),
                overall.avg(scores),
                overall.glue(scores)));
      }
    }
    int ours = rows.size();
    for (PublishedRow row : published.rows()) {
      rows.add(
          line(
              row.name(),
              tasks.stream().map(task -> published(task, row)).toList(),
              overall.avg(row),
              overall.glue(row)));
    }
    return new ReportTable(
        "table2-scores",
        "Table 2: scores on the development sets, by share of the pretraining",
        new TextTable(header, rows),
        ours,
        notes(overall));
  }

  /** All tasks with scores: those of the AVG, then the others. */
  static Set<String> tasks(StudyResults study, Overall overall) {
    Set<String> tasks = new LinkedHashSet<>();
    overall.tasks().forEach(task -> tasks.add(task.id()));
    study.rows().forEach(row -> tasks.addAll(row.checkpoint().scores().keySet()));
    return tasks;
  }

  /** The summary of a task's main metric; empty without trials or where one has no such metric. */
  static Optional<SampleSummary> summary(String task, List<TaskScores> trials) {
    if (trials == null || trials.isEmpty()) {
      return Optional.empty();
    }
    String metric = GlueTask.of(task).map(GlueTask::metric).orElse(trials.get(0).mainMetric());
    List<Double> values = trials.stream().map(trial -> trial.all().get(metric)).toList();
    return values.contains(null) ? Optional.empty() : Optional.of(SampleSummary.of(values));
  }

  /** A task as tables call it. */
  static String title(String task) {
    return GlueTask.of(task).map(GlueTask::title).orElse(task);
  }

  private static List<String> notes(Overall overall) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "In points, mean ± sample standard deviation over seeds. CoLA: Matthews correlation; STS-B: Spearman correlation; others of GLUE: accuracy; MNLI: matched; tasks beyond GLUE: their main metric (tagging: F1).");
    if (overall.isWhole()) {
      notes.add(
          "AVG: mean over the eight tasks of that metric. GLUE: mean over nine tasks, where MRPC and QQP count the mean of F1 and accuracy, STS-B that of Pearson and Spearman, and WNLI 56.34.");
    }
    notes.addAll(overall.notes());
    notes.add(
        "Lower part: as published. "
            + TWO_METRICS
            + " printed there as the mean of the task's two metrics; such rows have no AVG.");
    return notes;
  }

  private static List<String> line(
      String name, List<String> cells, Optional<SampleSummary> avg, Optional<SampleSummary> glue) {
    List<String> line = new ArrayList<>(List.of(name));
    line.addAll(cells);
    line.add(avg.map(SampleSummary::text).orElse(""));
    line.add(glue.map(SampleSummary::text).orElse(""));
    return line;
  }

  private static String ours(String task, List<TaskScores> trials) {
    return summary(task, trials).map(SampleSummary::text).orElse("");
  }

  private static String published(String task, PublishedRow row) {
    SampleSummary score = row.row().scores().get(task);
    Double mean = row.meansOfTwo().get(task);
    return score != null
        ? score.text()
        : mean == null ? "" : PythonFormat.fixed(mean, 1) + TWO_METRICS;
  }
}
