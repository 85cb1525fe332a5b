package org.electra4j.finetuning;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.io.Json;
import org.electra4j.optimization.LearningRateSchedule;
import org.electra4j.optimization.LossScale;
import org.electra4j.training.CheckpointSaver;
import org.electra4j.training.StepSeed;
import org.electra4j.training.TrainingStep;

/** One update of fine-tuning. */
final class FinetuningStep implements TrainingStep {
  /**
   * What a resumed trial needs beyond its checkpoint.
   *
   * @param step number of updates done
   * @param seed of the trial
   * @param config the whole configuration
   * @param lossScale of the next update in float16, else null
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record State(long step, long seed, JsonNode config, LossScale lossScale) {}

  /** A batch and what else a step depends on. */
  private record BatchDump(
      long step, long seed, Map<String, Double> losses, FinetuningBatch batch) {}

  private final FinetuningSession session;
  private final TrainingBatches batches;
  private final CheckpointManager checkpoints;
  private final Path modelDir;
  private final LearningRateSchedule schedule;
  private final int stepOffset;
  private final long seed;
  private final JsonNode config;

  FinetuningStep(
      FinetuningSession session,
      TrainingBatches batches,
      Path modelDir,
      LearningRateSchedule schedule,
      int stepOffset,
      long seed,
      JsonNode config) {
    this.session = session;
    this.batches = batches;
    this.checkpoints = new CheckpointManager(modelDir, 1);
    this.modelDir = modelDir;
    this.schedule = schedule;
    this.stepOffset = stepOffset;
    this.seed = seed;
    this.config = config;
  }

  @Override
  public Result run(long step, boolean withMetrics) {
    float rate = schedule.at(step + stepOffset);
    FinetuningSession.Update update =
        session.train(batches.batch(step), StepSeed.of(seed, step), rate, step + 1);
    Map<String, Double> losses = new LinkedHashMap<>();
    losses.put("loss", update.loss());
    losses.put("global_norm", update.globalNorm());
    return new Result(losses, withMetrics ? Map.of("learning_rate", (double) rate) : Map.of());
  }

  @Override
  public void save(long step) {
    CheckpointSaver.save(
        checkpoints,
        step,
        session.variableList(),
        session.variables(),
        Json.write(new State(step, seed, config, session.lossScale())));
  }

  @Override
  public String dump(long step, Map<String, Double> losses) {
    Path file = modelDir.resolve("not-finite-step-" + (step + 1) + ".json");
    Json.write(file, new BatchDump(step, StepSeed.of(seed, step), losses, batches.batch(step)));
    return "its batch is in " + file;
  }
}
