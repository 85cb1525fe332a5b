package org.electra4j.pretraining;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.PretrainingBatches;
import org.electra4j.metrics.PretrainingMetrics;
import org.electra4j.training.StepSeed;

/** Generator and discriminator measured on unlabelled data (original: {@code do_eval}). */
final class PretrainingEvaluation {
  private PretrainingEvaluation() {}

  /**
   * Runs {@code num_eval_steps} batches through a model whose weights are set.
   *
   * @param evaluated hears of every batch done
   * @return {@code loss} and the metrics of the original's {@code metric_fn}, over all batches
   */
  static Map<String, Double> run(
      PretrainingConfig config,
      PretrainingSession session,
      PretrainingBatches batches,
      LongConsumer evaluated) {
    PretrainingMetrics metrics = new PretrainingMetrics();
    double loss = 0;
    for (int step = 0; step < config.numEvalSteps(); step++) {
      PretrainingSession.StepOutput output =
          session.evaluate(batches.apply(step), StepSeed.of(config.seed(), step));
      output.outputs().forEach(metrics::add);
      loss += output.losses().get("total_loss");
      evaluated.accept(step + 1L);
    }
    Map<String, Double> values = new TreeMap<>(metrics.values());
    values.put("loss", loss / config.numEvalSteps());
    return values;
  }
}
