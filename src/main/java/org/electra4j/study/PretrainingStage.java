package org.electra4j.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.checkpoint.CheckpointPaths;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.io.Json;
import org.electra4j.model.PretrainingFlops;
import org.electra4j.pretraining.PretrainingEvents;
import org.electra4j.pretraining.PretrainingRun;
import org.electra4j.study.plan.PretrainingPlan;
import org.electra4j.study.plan.Share;
import org.electra4j.training.TrainingLoop;

/**
 * One pretraining of a study: from kept checkpoint to kept checkpoint, each of which is evaluated.
 * What was finished is not done again; a training that was interrupted goes on with the same
 * result.
 */
record PretrainingStage(
    StudyConfigs configs, StudyLayout layout, Provenance provenance, StudyProgress progress) {

  /**
   * Runs it to its end.
   *
   * @return whether it got there; otherwise {@code stop} said so
   */
  boolean run(PretrainingPlan run, StudyData data, BooleanSupplier stop) {
    Path directory = layout.pretraining(run.name());
    if (RunRecord.isDone(directory)) {
      return true;
    }
    PretrainingConfig config = configs.pretraining(run, data);
    RunRecord record =
        RunRecord.open(
            directory,
            "pretraining",
            run.name(),
            config.toJson(),
            data.files(),
            List.of(config.seed()),
            provenance);
    try {
      for (double share : run.checkpoints()) {
        if (!Files.exists(layout.evaluation(run.name(), share))) {
          if (!train(config, Share.step(share, config.numTrainSteps()), record, stop)) {
            record.stopped();
            return false;
          }
          keep(run, data, config, share, record);
        }
      }
      if (!train(config, Share.step(run.stopAt(), config.numTrainSteps()), record, stop)) {
        record.stopped();
        return false;
      }
      record.done();
      return true;
    } catch (RuntimeException e) {
      record.failed(e.getMessage());
      throw e;
    }
  }

  /** Trains up to a step; false if it was stopped before. */
  private boolean train(
      PretrainingConfig config, long target, RunRecord record, BooleanSupplier stop) {
    if (step(config) >= target) {
      return true;
    }
    long[] step = {0};
    try (Listener listener = new Listener(config, record, step)) {
      PretrainingRun.train(config, listener::start, () -> step[0] >= target || stop.getAsBoolean());
      record.reached(step[0]);
    }
    return step[0] >= target;
  }

  /** The step of the newest checkpoint, 0 if there is none. */
  private static long step(PretrainingConfig config) {
    Optional<Path> latest =
        new CheckpointManager(Path.of(config.modelDir()), config.keepCheckpointMax()).latest();
    return latest.map(prefix -> CheckpointPaths.step(prefix).orElse(0)).orElse(0L);
  }

  private void keep(
      PretrainingPlan run,
      StudyData data,
      PretrainingConfig config,
      double share,
      RunRecord record) {
    long step = Share.step(share, config.numTrainSteps());
    Path kept = layout.kept(run.name(), share);
    KeptCheckpoint.keep(Path.of(config.modelDir()).resolve("model.ckpt-" + step), kept);
    PretrainingRun.Evaluation evaluation =
        PretrainingRun.evaluate(configs.evaluation(run, data, share), done -> {});
    ObjectNode json = Json.mapper().createObjectNode();
    evaluation.metrics().forEach(json::put);
    json.put("step", step)
        .put("train_seconds", record.usefulSeconds())
        .put("flops", PretrainingFlops.of(config) * step / config.numTrainSteps())
        .put("held_out", data.heldOut());
    Json.write(layout.evaluation(run.name(), share), json);
    progress.kept(run.name(), share, evaluation.metrics());
  }

  /** Writes curves, and how far the training is. */
  private final class Listener implements AutoCloseable {
    private final PretrainingConfig config;
    private final RunRecord record;
    private final long[] step;
    private PretrainingEvents events;

    Listener(PretrainingConfig config, RunRecord record, long[] step) {
      this.config = config;
      this.record = record;
      this.step = step;
    }

    TrainingLoop.Listener start(long firstStep) {
      events = new PretrainingEvents(config, firstStep);
      record.start(firstStep);
      step[0] = firstStep;
      return (done, result) -> {
        step[0] = done;
        events.updated(done, result);
        if (!result.metrics().isEmpty()) {
          record.reached(done);
        }
        progress.pretraining(config.modelName(), done, result.losses());
      };
    }

    @Override
    public void close() {
      if (events != null) {
        events.close();
      }
    }
  }
}
