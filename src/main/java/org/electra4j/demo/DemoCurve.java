package org.electra4j.demo;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.training.TrainingStep;

/** Gathers the curves of a training: losses are means since the point before. */
final class DemoCurve {
  private final List<CurvePoint> points = new ArrayList<>();
  private double generatorLoss;
  private double discriminatorLoss;
  private int steps;

  /** Takes one update; it becomes a point if it has metrics. */
  void add(long step, TrainingStep.Result result) {
    generatorLoss += result.losses().get("generator_loss");
    discriminatorLoss += result.losses().get("discriminator_loss");
    steps++;
    if (!result.metrics().isEmpty()) {
      points.add(
          new CurvePoint(
              step,
              generatorLoss / steps,
              result.metrics().get("masked_lm_accuracy"),
              discriminatorLoss / steps,
              result.metrics().get("disc_auc")));
      generatorLoss = 0;
      discriminatorLoss = 0;
      steps = 0;
    }
  }

  List<CurvePoint> points() {
    return points;
  }
}
