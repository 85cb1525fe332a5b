package org.electra4j.study.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.electra4j.finetuning.results.GlueScores;
import org.electra4j.finetuning.results.GlueTask;
import org.electra4j.finetuning.results.PublishedRow;
import org.electra4j.finetuning.results.Summary;
import org.electra4j.finetuning.results.TaskScores;
import org.electra4j.metrics.SampleSummary;

/**
 * The numbers that sum up a row. Where a study has only some of the eight tasks, AVG is over these,
 * of published rows too, and there is no GLUE score.
 *
 * @param tasks those of the eight that the study has
 */
record Overall(List<GlueTask> tasks) {

  /** Over the tasks of which a row has scores. */
  static Overall of(StudyResults study) {
    return new Overall(
        Stream.of(GlueTask.values())
            .filter(
                task ->
                    study.rows().stream()
                        .anyMatch(row -> row.checkpoint().scores().containsKey(task.id())))
            .toList());
  }

  /** Whether the numbers can be held against the published ones. */
  boolean isWhole() {
    return tasks.size() == GlueTask.values().length;
  }

  /** What AVG is called. */
  String avgName() {
    return isWhole() ? "AVG" : "AVG of " + tasks.size();
  }

  /** Titles of the tasks, separated by commas. */
  String taskNames() {
    return tasks.stream().map(GlueTask::title).collect(Collectors.joining(", "));
  }

  /** A note about an AVG of some tasks; empty if it is of all. */
  List<String> notes() {
    return isWhole() || tasks.isEmpty()
        ? List.of()
        : List.of(
            "%s is the mean of %s only, in published rows, too; it cannot be compared with the AVG and GLUE score that are published, which need all eight tasks."
                .formatted(avgName(), taskNames()));
  }

  /** AVG of a row of ours, if it has all tasks. */
  Optional<SampleSummary> avg(Map<String, List<TaskScores>> scores) {
    return tasks.isEmpty()
        ? Optional.empty()
        : GlueScores.average(scores, tasks).map(Summary::sample);
  }

  /** The GLUE score of a row of ours. */
  Optional<SampleSummary> glue(Map<String, List<TaskScores>> scores) {
    return isWhole() ? GlueScores.of(scores).glue().map(Summary::sample) : Optional.empty();
  }

  /** AVG of a published row: as printed, or the mean of what it prints of these tasks. */
  Optional<SampleSummary> avg(PublishedRow row) {
    if (isWhole() || tasks.isEmpty()) {
      return isWhole() ? row.avg() : Optional.empty();
    }
    List<SampleSummary> scores =
        tasks.stream()
            .filter(task -> row.row().scores().containsKey(task.id()))
            .map(task -> row.row().scores().get(task.id()))
            .toList();
    return scores.size() < tasks.size()
        ? Optional.empty()
        : Optional.of(
            new SampleSummary(
                1,
                scores.stream().mapToDouble(SampleSummary::mean).average().orElseThrow(),
                Double.NaN));
  }

  /** The GLUE score of a published row, if all tasks are there. */
  Optional<SampleSummary> glue(PublishedRow row) {
    return isWhole() ? row.glue() : Optional.empty();
  }
}
