package org.electra4j.study.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the plan asks for and the study does not have yet. */
final class Missing {
  private Missing() {}

  /** A line a checkpoint or row. */
  static List<String> lines(StudyResults study) {
    List<String> lines = new ArrayList<>();
    for (StudyRow row : study.rows()) {
      List<String> missing = new ArrayList<>();
      if (row.run().isPresent() && row.checkpoint().evaluation().isEmpty()) {
        missing.add("the checkpoint");
      }
      if (isFineTuned(study.plan(), row)) {
        missing.addAll(trials(study, row.checkpoint()));
      }
      if (!missing.isEmpty()) {
        lines.add(row.name() + ": " + String.join(", ", missing));
      }
    }
    return lines;
  }

  /** The tasks of which trials are missing; those without any stand together. */
  private static List<String> trials(StudyResults study, CheckpointResults checkpoint) {
    Map<String, Integer> begun = new LinkedHashMap<>();
    List<String> untouched = new ArrayList<>();
    for (String task : study.plannedTasks()) {
      int trials = checkpoint.scores().getOrDefault(task, List.of()).size();
      if (trials == 0) {
        untouched.add(ScoreTable.title(task));
      } else if (trials < study.plannedTrials()) {
        begun.put(ScoreTable.title(task), study.plannedTrials() - trials);
      }
    }
    List<String> missing = new ArrayList<>();
    if (!untouched.isEmpty() && untouched.size() == study.plannedTasks().size()) {
      missing.add("its fine-tuning");
    } else if (!untouched.isEmpty()) {
      missing.add("fine-tuning on " + String.join(", ", untouched));
    }
    begun.forEach(
        (task, trials) ->
            missing.add("%d of %d trials of %s".formatted(trials, study.plannedTrials(), task)));
    return missing;
  }

  /** Whether the plan fine-tunes a row: all, unless it lists {@code run@percent}. */
  private static boolean isFineTuned(JsonNode plan, StudyRow row) {
    JsonNode chosen = plan.path("finetuning").path("runs");
    Optional<RunResults> run = row.run();
    if (!chosen.isArray() || run.isEmpty()) {
      return true;
    }
    String name = run.get().name() + "@" + Numbers.plain(row.checkpoint().percent());
    for (JsonNode one : chosen) {
      if (one.asText().equals(name)) {
        return true;
      }
    }
    return false;
  }
}
