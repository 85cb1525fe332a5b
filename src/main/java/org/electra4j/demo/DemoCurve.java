package org.electra4j.demo;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.metrics.WeightedMean;
import org.electra4j.training.TrainingStep;

/**
 * Gathers the curves of a training. The metrics of one batch are noisy, so that a point is the mean
 * of a few batches.
 */
final class DemoCurve {
  private static final int BATCHES_OF_A_POINT = 5;

  private final List<CurvePoint> points = new ArrayList<>();
  private Means means = new Means();

  /** Takes one update; those without metrics count for nothing. */
  void add(long step, TrainingStep.Result result) {
    if (!result.metrics().isEmpty()) {
      means.add(step, result);
      if (means.batches == BATCHES_OF_A_POINT) {
        points.add(means.point());
        means = new Means();
      }
    }
  }

  /** The points so far, the last one perhaps of fewer batches. */
  List<CurvePoint> points() {
    List<CurvePoint> all = new ArrayList<>(points);
    if (means.batches > 0) {
      all.add(means.point());
    }
    return all;
  }

  /** What the next point will be. */
  private static final class Means {
    private final WeightedMean generatorLoss = new WeightedMean();
    private final WeightedMean generatorAccuracy = new WeightedMean();
    private final WeightedMean discriminatorLoss = new WeightedMean();
    private final WeightedMean discriminatorAuc = new WeightedMean();
    private long step;
    private int batches;

    void add(long step, TrainingStep.Result result) {
      generatorLoss.add(result.losses().get("generator_loss"), 1);
      generatorAccuracy.add(result.metrics().get("masked_lm_accuracy"), 1);
      discriminatorLoss.add(result.losses().get("discriminator_loss"), 1);
      discriminatorAuc.add(result.metrics().get("disc_auc"), 1);
      this.step = step;
      batches++;
    }

    CurvePoint point() {
      return new CurvePoint(
          step,
          generatorLoss.value(),
          generatorAccuracy.value(),
          discriminatorLoss.value(),
          discriminatorAuc.value());
    }
  }
}
