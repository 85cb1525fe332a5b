package org.electra4j.pretraining;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.MaskedInputs;
import org.electra4j.data.PrefetchingBatches;
import org.electra4j.io.Json;
import org.electra4j.metrics.PretrainingMetrics;
import org.electra4j.optimization.LearningRateSchedule;
import org.electra4j.training.CheckpointSaver;
import org.electra4j.training.StepSeed;
import org.electra4j.training.TrainingStep;

/** One update of pretraining: the next batch through the session, and what is saved of it. */
final class PretrainingStep implements TrainingStep {
  private final PretrainingConfig config;
  private final PretrainingSession session;
  private final PrefetchingBatches batches;
  private final CheckpointManager checkpoints;
  private final long records;
  private final LearningRateSchedule schedule;
  private MaskedInputs batch;

  PretrainingStep(
      PretrainingConfig config,
      PretrainingSession session,
      PrefetchingBatches batches,
      CheckpointManager checkpoints,
      long records) {
    this.config = config;
    this.session = session;
    this.batches = batches;
    this.checkpoints = checkpoints;
    this.records = records;
    this.schedule = schedule(config);
  }

  static LearningRateSchedule schedule(PretrainingConfig config) {
    return new LearningRateSchedule(
        config.learningRate(),
        config.numTrainSteps(),
        config.numWarmupSteps(),
        config.lrDecayPower());
  }

  @Override
  public Result run(long step, boolean withMetrics) {
    try {
      batch = batches.next();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch", e);
    }
    float rate = schedule.at(step + config.learningRateStepOffset());
    PretrainingSession.StepOutput output =
        session.train(batch, StepSeed.of(config.seed(), step), rate, step + 1, withMetrics);
    Map<String, Double> metrics = new LinkedHashMap<>();
    boolean finite = output.losses().values().stream().allMatch(Double::isFinite);
    if (withMetrics && finite) {
      PretrainingMetrics ofBatch = new PretrainingMetrics();
      ofBatch.add(output.outputs());
      metrics.putAll(ofBatch.values());
      metrics.put("learning_rate", (double) rate);
    }
    return new Result(output.losses(), metrics);
  }

  @Override
  public void save(long step) {
    TrainingState state =
        new TrainingState(step, config.seed(), records, config.trainBatchSize(), config.toJson());
    CheckpointSaver.save(
        checkpoints, step, session.variableList(), session.variables(), state.toJson());
  }

  @Override
  public String dump(long step, Map<String, Double> losses) {
    Path file = Path.of(config.modelDir()).resolve("not-finite-step-" + (step + 1) + ".json");
    Json.write(file, new BatchDump(step, StepSeed.of(config.seed(), step), losses, batch));
    return "its batch is in " + file + "; run-pretraining --replay " + file + " looks into it";
  }

  /**
   * A batch and what else a step depends on.
   *
   * @param step number of updates before it
   * @param seed on which dropout and sampling depended
   */
  record BatchDump(long step, long seed, Map<String, Double> losses, MaskedInputs batch) {}
}
