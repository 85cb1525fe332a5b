package org.electra4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.pretraining.PretrainingEvents;
import org.electra4j.training.Progress;
import org.electra4j.training.TrainingLoop;
import org.electra4j.training.TrainingStep;

/** Shows a pretraining on the terminal and writes its curves for TensorBoard. */
final class PretrainingReport implements TrainingLoop.Listener, AutoCloseable {
  private final PretrainingConfig config;
  private Progress progress;
  private PretrainingEvents events;

  PretrainingReport(PretrainingConfig config) {
    this.config = config;
  }

  /** Begins to report; nothing is shown or written before. */
  TrainingLoop.Listener start(long firstStep) {
    progress = Progress.start("training", firstStep, config.numTrainSteps(), config.logSteps());
    events = new PretrainingEvents(config, firstStep);
    return this;
  }

  @Override
  public void updated(long step, TrainingStep.Result result) {
    progress.update(step, shown(result.losses()));
    events.updated(step, result);
  }

  /** The losses in the few letters that a line has room for. */
  private static Map<String, Double> shown(Map<String, Double> losses) {
    Map<String, Double> shown = new LinkedHashMap<>();
    shown.put("loss", losses.get("total_loss"));
    shown.put("gen", losses.get("generator_loss"));
    if (losses.containsKey("discriminator_loss")) {
      shown.put("disc", losses.get("discriminator_loss"));
    }
    return shown;
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
      events.close();
    }
  }
}
