package org.electra4j.pretraining;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.training.EventFileWriter;
import org.electra4j.training.TrainingLoop;
import org.electra4j.training.TrainingStep;

/** Writes the curves of a pretraining for TensorBoard, into its model's directory. */
public final class PretrainingEvents implements TrainingLoop.Listener, AutoCloseable {
  private static final double NANOS = 1e9;

  private final PretrainingConfig config;
  private final EventFileWriter events;
  private long lastStep;
  private long lastNanos = System.nanoTime();

  /** Begins a file of events behind so many steps. */
  public PretrainingEvents(PretrainingConfig config, long firstStep) {
    this.config = config;
    this.events = EventFileWriter.open(Path.of(config.modelDir()), firstStep);
    this.lastStep = firstStep;
  }

  @Override
  public void updated(long step, TrainingStep.Result result) {
    if (!result.metrics().isEmpty()) {
      Map<String, Double> scalars = new LinkedHashMap<>(result.losses());
      scalars.putAll(result.metrics());
      double seconds = (System.nanoTime() - lastNanos) / NANOS;
      scalars.put("examples_per_second", (step - lastStep) * config.trainBatchSize() / seconds);
      events.scalars(step, scalars);
      lastStep = step;
      lastNanos = System.nanoTime();
    }
  }

  @Override
  public void close() {
    events.close();
  }
}
