package org.electra4j.study.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.electra4j.io.Json;

/**
 * What a plan changes of that by which a study was begun. More runs, tasks, trials and checkpoints
 * to fine-tune are no changes, and neither are name, device and {@code parallel}.
 */
public final class PlanChanges {
  private static final List<String> FREE = List.of("name", "parallel", "device");
  private static final List<String> FREE_OF_FINETUNING =
      List.of("tasks", "task_hparams", "num_trials", "random_weights", "keep_models", "runs");

  private PlanChanges() {}

  /** The changes, a line each; empty where the study can go on. */
  public static List<String> between(StudyPlan before, StudyPlan now) {
    List<String> changes = new ArrayList<>();
    ObjectNode old = comparable(before);
    ObjectNode current = comparable(now);
    // Only what was there before can be changed.
    ((ObjectNode) current.get("runs")).retain(names(old.get("runs")));
    ObjectNode taskHparams = (ObjectNode) current.get("task_hparams");
    taskHparams.retain(before.finetuning().tasks());
    compare("", old, current, changes);
    for (String task : before.finetuning().tasks()) {
      if (!now.finetuning().tasks().contains(task)) {
        changes.add("finetuning.tasks: " + task + " is missing");
      }
    }
    int trials = before.finetuning().numTrials();
    if (now.finetuning().numTrials() < trials) {
      changes.add(line("finetuning.num_trials", trials, now.finetuning().numTrials()));
    }
    return changes;
  }

  /** The plan without what is free, with its runs by name. */
  private static ObjectNode comparable(StudyPlan plan) {
    // Through text, so that numbers compare as those that were read.
    ObjectNode json = (ObjectNode) Json.parse(Json.write(plan.toJson()), "a plan");
    json.remove(FREE);
    ArrayNode runs = (ArrayNode) json.remove("runs");
    ObjectNode byName = json.putObject("runs");
    runs.forEach(run -> byName.set(run.get("name").asText(), run));
    ObjectNode finetuning = (ObjectNode) json.get("finetuning");
    json.set("task_hparams", finetuning.get("task_hparams"));
    finetuning.remove(FREE_OF_FINETUNING);
    return json;
  }

  private static void compare(String at, JsonNode before, JsonNode now, List<String> changes) {
    if (!before.isObject() || !now.isObject()) {
      if (!before.equals(now)) {
        changes.add(line(at, before, now));
      }
      return;
    }
    Set<String> keys = new TreeSet<>(names(before));
    keys.addAll(names(now));
    for (String key : keys) {
      compare(at.isEmpty() ? key : at + "." + key, before.path(key), now.path(key), changes);
    }
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String line(String key, Object before, Object now) {
    return "%s was %s and is %s".formatted(key, shown(before), shown(now));
  }

  private static String shown(Object value) {
    return value instanceof JsonNode node && node.isMissingNode() ? "not named" : value.toString();
  }
}
