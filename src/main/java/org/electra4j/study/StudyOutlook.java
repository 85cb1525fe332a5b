package org.electra4j.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.study.plan.PlanChanges;
import org.electra4j.study.plan.PlanReader;
import org.electra4j.study.plan.PretrainingPlan;
import org.electra4j.study.plan.StudyPlan;

/** Looks at all that a study needs before any of it runs, and at what it will cost. */
public final class StudyOutlook {
  private final StudyOptions options;
  private final StudyPlan plan;
  private final StudyLayout layout;
  private final StudyConfigs configs;
  private final List<FinetuningUnit> units;
  private final Map<String, StudyData> data = new LinkedHashMap<>();
  private final Map<String, PretrainingConfig> runs = new LinkedHashMap<>();
  private final Map<String, FinetuningConfig> tasks = new LinkedHashMap<>();
  private final Map<String, TaskSize> sizes = new LinkedHashMap<>();

  /** An outlook on a study that may have been begun. */
  public StudyOutlook(StudyOptions options) {
    this.options = options;
    this.plan = options.plan();
    this.layout = options.layout();
    this.configs = new StudyConfigs(options);
    this.units = StudyUnits.of(plan);
  }

  /**
   * Checks plan, corpus, tasks and hparams.
   *
   * @throws BadInputException if a file is missing or wrong, an hparam is unknown or out of range,
   *     or the plan changes that by which the study was begun
   */
  void check() {
    requireSamePlan();
    DataStage stage = new DataStage(options, null);
    for (PretrainingPlan run : plan.runs()) {
      data.put(run.name(), stage.expected(run));
      runs.put(run.name(), configs.pretraining(run, data.get(run.name())));
    }
    for (FinetuningUnit unit : units) {
      tasks.putIfAbsent(unit.task(), configs.finetuning(unit, dataOf(unit)));
    }
    sizes.putAll(taskSizes());
  }

  /**
   * Checks everything and measures a few steps.
   *
   * @return the parts of the study in their order
   * @throws BadInputException as {@link #check}
   */
  public List<StudyPart> parts() {
    if (runs.isEmpty()) {
      check();
    }
    StudyEstimate estimate = new StudyEstimate(configs, layout, sizes, speeds());
    List<StudyPart> parts = new ArrayList<>();
    for (PretrainingPlan run : plan.runs()) {
      parts.add(estimate.pretraining(run, data.get(run.name())));
    }
    units.forEach(unit -> parts.add(estimate.finetuning(unit, dataOf(unit))));
    return parts;
  }

  private StudyData dataOf(FinetuningUnit unit) {
    return data.get(configs.run(unit).name());
  }

  private void requireSamePlan() {
    if (Files.exists(layout.plan())) {
      StudyPlan before =
          PlanReader.read((ObjectNode) Json.read(layout.plan()), layout.plan().toString());
      List<String> changes = PlanChanges.between(before, plan);
      if (!changes.isEmpty()) {
        throw new BadInputException(
            "the plan is not that of %s: %s; use another --output-dir"
                .formatted(layout.plan(), String.join("; ", changes)));
      }
    }
  }

  private Map<String, TaskSize> taskSizes() {
    Map<String, FinetuningUnit> byTask = new LinkedHashMap<>();
    units.forEach(unit -> byTask.putIfAbsent(unit.task(), unit));
    return TaskSize.of(
        List.copyOf(byTask.keySet()),
        (task, vocabulary) -> {
          StudyData standIn = dataOf(byTask.get(task)).withVocabulary(vocabulary);
          return configs.finetuning(byTask.get(task), standIn);
        });
  }

  /** Those of an earlier process, if it measured all that is asked for. */
  private Speeds speeds() {
    Optional<Speeds> earlier =
        earlierSpeeds()
            .filter(s -> s.pretraining().keySet().containsAll(runs.keySet()))
            .filter(s -> s.finetuning().keySet().containsAll(tasks.keySet()));
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Speeds speeds = Speeds.measure(runs, tasks, sizes);
    if (Files.exists(layout.plan())) {
      Json.write(layout.speeds(), speeds);
    }
    return speeds;
  }

  private Optional<Speeds> earlierSpeeds() {
    if (!Files.exists(layout.speeds())) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.read(layout.speeds());
      return Optional.of(Json.mapper().treeToValue(json, Speeds.class));
    } catch (JsonProcessingException e) {
      return Optional.empty(); // of another version of the program
    }
  }
}
