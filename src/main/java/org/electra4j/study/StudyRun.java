package org.electra4j.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.study.plan.PretrainingPlan;
import org.electra4j.study.plan.StudyPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a study: data, pretrainings, fine-tunings, in this order. What an earlier process finished
 * is not done again, and what it had begun goes on.
 */
public final class StudyRun {
  private static final Logger LOG = LoggerFactory.getLogger(StudyRun.class);

  private final StudyOptions options;
  private final StudyPlan plan;
  private final StudyLayout layout;
  private final StudyConfigs configs;
  private final StudyCurves curves;
  private final BooleanSupplier stop;
  private final Consumer<String> out;
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final Map<String, StudyData> data = new HashMap<>();

  /**
   * How a study ended.
   *
   * @param whole whether all of it was tried; otherwise it was stopped
   * @param failures why parts failed, by their names
   */
  public record Outcome(boolean whole, Map<String, String> failures) {}

  /**
   * @param stop asked after every step; when it says so, checkpoints are saved and the study ends
   * @param out takes the lines that tell how far it is
   */
  public StudyRun(StudyOptions options, BooleanSupplier stop, Consumer<String> out) {
    this.options = options;
    this.plan = options.plan();
    this.layout = options.layout();
    this.configs = new StudyConfigs(options);
    this.curves = new StudyCurves(layout);
    this.stop = stop;
    this.out = out;
  }

  /**
   * Runs what is left of the study. A part that fails does not keep the others from running.
   *
   * @throws BadInputException if something is wrong with plan, corpus or tasks; nothing has run
   *     then
   * @throws InterruptedException if the caller's thread is interrupted
   */
  public Outcome run() throws InterruptedException {
    try (StudyLock lock = StudyLock.take(layout.lock())) {
      StudyOutlook outlook = new StudyOutlook(options);
      outlook.check();
      Json.write(layout.plan(), plan.toJson());
      StudyProgress progress = new StudyProgress(outlook.parts(), out, System::nanoTime);
      Provenance provenance =
          new Provenance(ProgramVersion.of(options.version()), Machine.ofThis());
      makeData(provenance, progress);
      pretrain(provenance, progress);
      finetune(provenance, progress);
      return new Outcome(!stop.getAsBoolean(), failures);
    }
  }

  private void makeData(Provenance provenance, StudyProgress progress) throws InterruptedException {
    DataStage stage = new DataStage(options, provenance);
    Map<String, StudyData> byTokenizer = new HashMap<>();
    for (PretrainingPlan run : plan.runs()) {
      if (stop.getAsBoolean()) {
        return;
      }
      if (!byTokenizer.containsKey(run.tokenizer())) {
        progress.say("data of the tokenizer " + run.tokenizer());
        byTokenizer.put(run.tokenizer(), stage.prepare(run));
      }
      data.put(run.name(), byTokenizer.get(run.tokenizer()));
    }
  }

  private void pretrain(Provenance provenance, StudyProgress progress) {
    PretrainingStage stage = new PretrainingStage(configs, layout, provenance, progress);
    progress.stage(StudyPart.PRETRAINING);
    for (PretrainingPlan run : plan.runs()) {
      if (stop.getAsBoolean()) {
        return;
      }
      try {
        if (stage.run(run, data.get(run.name()), stop)) {
          progress.finished(run.name());
        }
      } catch (RuntimeException e) {
        fail(run.name(), e);
      }
    }
  }

  private void finetune(Provenance provenance, StudyProgress progress) throws InterruptedException {
    FinetuningStage stage = new FinetuningStage(configs, layout, provenance, progress);
    List<FinetuningUnit> units = new ArrayList<>();
    Set<Path> features = new HashSet<>();
    for (FinetuningUnit unit : StudyUnits.of(plan)) {
      if (stop.getAsBoolean()) {
        return;
      }
      if (stage.isDone(unit, plan.finetuning().numTrials())) {
        continue;
      }
      if (!unit.isRandom() && !isKept(unit)) {
        failures.putIfAbsent(unit.checkpoint(), "there is no such checkpoint");
        continue;
      }
      units.add(unit);
      PretrainingPlan run = configs.run(unit);
      if (features.add(layout.features(run.tokenizer(), unit.task()))) {
        stage.prepare(unit, data.get(run.name()));
      }
    }
    progress.stage(StudyPart.FINETUNING);
    if (!units.isEmpty()) {
      int threads =
          Parallelism.of(
              plan, configs.finetuning(units.get(0), dataOf(units.get(0))), provenance.machine());
      progress.say(units.size() + " fine-tunings, " + threads + " at once");
      FinetuningPool.run(units, threads, unit -> finetune(stage, unit, progress), stop)
          .forEach(this::fail);
    }
    for (PretrainingPlan run : plan.runs()) {
      plan.finetuning().tasks().forEach(task -> curves.write(run, task));
    }
  }

  private void finetune(FinetuningStage stage, FinetuningUnit unit, StudyProgress progress) {
    if (stage.run(unit, dataOf(unit), stop)) {
      progress.finished(unit.name());
      if (!unit.isRandom()) {
        curves.write(configs.run(unit), unit.task());
      }
    }
  }

  private StudyData dataOf(FinetuningUnit unit) {
    return data.get(configs.run(unit).name());
  }

  private boolean isKept(FinetuningUnit unit) {
    return java.nio.file.Files.exists(layout.evaluation(unit.run(), unit.share()));
  }

  private void fail(String part, RuntimeException e) {
    LOG.debug("{} failed", part, e);
    out.accept(part + " failed: " + e.getMessage());
    failures.put(part, String.valueOf(e.getMessage()));
  }
}
