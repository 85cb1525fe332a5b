package org.electra4j.pretraining;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.cluster.WorkerGroup;
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
  private final WorkerGroup workers;
  private final LearningRateSchedule schedule;
  private MaskedInputs batch;

  PretrainingStep(
      PretrainingConfig config,
      PretrainingSession session,
      PrefetchingBatches batches,
      CheckpointManager checkpoints,
      long records,
      WorkerGroup workers) {
    this.config = config;
    this.session = session;
    this.batches = batches;
    this.checkpoints = checkpoints;
    this.records = records;
    this.workers = workers;
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
        session.train(rows(batch), seed(step), rate, step + 1, withMetrics);
    session.checkReplicas(step + 1);
    Map<String, Double> metrics = new LinkedHashMap<>();
    boolean finite = output.losses().values().stream().allMatch(Double::isFinite);
    if (withMetrics && finite) {
      PretrainingMetrics ofBatch = new PretrainingMetrics();
      output.outputs().forEach(ofBatch::add);
      metrics.putAll(ofBatch.values());
      metrics.put("learning_rate", (double) rate);
      if (scalesLoss()) {
        metrics.put("loss_scale", (double) session.lossScale().scale());
      }
    }
    return new Result(output.losses(), metrics);
  }

  /** This worker's rows. The batch is whole until here: its masks are drawn from one stream. */
  private MaskedInputs rows(MaskedInputs whole) {
    int count = config.trainBatchSize() / workers.number();
    return whole.rows(workers.index() * count, count);
  }

  /** The chief's is that of a process by itself; rows of other workers get other noise. */
  private long seed(long step) {
    long ofStep = StepSeed.of(config.seed(), step);
    return workers.isChief() ? ofStep : StepSeed.of(ofStep, workers.index());
  }

  private boolean scalesLoss() {
    return config.precision().equals("fp16");
  }

  @Override
  public void save(long step) {
    if (!workers.isChief()) {
      return;
    }
    TrainingState state =
        new TrainingState(
            step,
            config.seed(),
            records,
            config.trainBatchSize(),
            config.toJson(),
            scalesLoss() ? session.lossScale() : null);
    CheckpointSaver.save(
        checkpoints, step, session.variableList(), session.variables(), state.toJson());
  }

  @Override
  public String dump(long step, Map<String, Double> losses) {
    if (!workers.isChief()) {
      return "worker 0 says where its batch is";
    }
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
