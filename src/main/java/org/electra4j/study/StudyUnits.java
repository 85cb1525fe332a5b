package org.electra4j.study;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.study.plan.PretrainingPlan;
import org.electra4j.study.plan.StudyPlan;

/** The fine-tunings that a plan asks for. */
public final class StudyUnits {
  private StudyUnits() {}

  /** In the order of runs, checkpoints and tasks; random weights come last. */
  public static List<FinetuningUnit> of(StudyPlan plan) {
    List<FinetuningUnit> units = new ArrayList<>();
    for (PretrainingPlan run : plan.runs()) {
      units.addAll(of(plan, run));
    }
    if (plan.finetuning().randomWeights()) {
      plan.finetuning().tasks().forEach(t -> units.add(new FinetuningUnit(StudyPlan.RANDOM, 0, t)));
    }
    return units;
  }

  /** Those of one run. */
  public static List<FinetuningUnit> of(StudyPlan plan, PretrainingPlan run) {
    List<FinetuningUnit> units = new ArrayList<>();
    for (double share : run.checkpoints()) {
      if (plan.finetuning().isFineTuned(run.name(), share)) {
        plan.finetuning().tasks().forEach(t -> units.add(new FinetuningUnit(run.name(), share, t)));
      }
    }
    return units;
  }
}
