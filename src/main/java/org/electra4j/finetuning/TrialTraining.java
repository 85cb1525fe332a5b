package org.electra4j.finetuning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.checkpoint.CheckpointPaths;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.graph.StepTimeline;
import org.electra4j.graph.Variable;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.optimization.LayerwiseLearningRates;
import org.electra4j.optimization.LearningRateSchedule;
import org.electra4j.training.CheckpointLoader;
import org.electra4j.training.RunFiles;
import org.electra4j.training.StepSeed;
import org.electra4j.training.TrainingLoop;
import org.electra4j.training.TrainingStates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The training of one trial, from the pretrained weights or from where it was interrupted. */
final class TrialTraining {
  private static final Logger log = LoggerFactory.getLogger(TrialTraining.class);

  /** Settings that change nothing of a training. */
  private static final List<String> NOT_OF_TRAINING =
      List.of(
          "num_trials",
          "do_train",
          "do_eval",
          "keep_all_models",
          "write_test_outputs",
          "n_writes_test",
          "eval_batch_size",
          "predict_batch_size",
          "log_steps",
          "log_examples",
          "iterations_per_loop",
          "save_checkpoints_steps");

  /** The first update is slower by seconds, the second still a little. */
  private static final long WARM_UP_STEPS = 3;

  private final FinetuningConfig config;
  private final List<TaskHead> heads;
  private final List<FeaturizedExample> examples;
  private final Path modelDir;
  private final long seed;

  TrialTraining(
      FinetuningConfig config,
      List<TaskHead> heads,
      List<FeaturizedExample> examples,
      Path modelDir,
      long seed) {
    this.config = config;
    this.heads = heads;
    this.examples = examples;
    this.modelDir = modelDir;
    this.seed = seed;
  }

  private TrainingBatches batches() {
    int fixedLength = config.dynamicPadding() ? 0 : config.maxSeqLength();
    return new TrainingBatches(examples, config.trainBatchSize(), fixedLength, heads.size(), seed);
  }

  /** The steps of a whole training. */
  long steps() {
    return batches().steps(config.numTrainEpochs());
  }

  /**
   * Trains, or goes on, until all steps are done.
   *
   * @param started is given the number of steps done before and gives who hears of each step
   * @return number of steps done in all, fewer than {@link #steps} if {@code stop} said so
   */
  long run(TrainingStarted started, BooleanSupplier stop) {
    long steps = steps();
    if (steps == 0) {
      throw new BadInputException(
          "num_train_epochs "
              + config.numTrainEpochs()
              + " of "
              + examples.size()
              + " examples is less than one step of "
              + config.trainBatchSize());
    }
    Optional<Path> checkpoint = ownCheckpoint();
    if (checkpoint.isPresent() && state(checkpoint.get()).orElseThrow().step() == steps) {
      log.info("{} is trained already", modelDir);
      return steps;
    }
    try (FinetuningSession session = session()) {
      session.variables().initialize(seed);
      long first = checkpoint.isPresent() ? resume(session, checkpoint.get()) : start(session);
      FinetuningStep step =
          new FinetuningStep(
              session,
              batches(),
              modelDir,
              schedule(),
              config.learningRateStepOffset(),
              seed,
              ofTraining());
      return new TrainingLoop(first, steps, config.saveCheckpointsSteps(), config.logSteps())
          .run(step, started.from(first, steps), stop);
    }
  }

  /** Watches one update, after a few that warm up, from the pretrained weights; saves nothing. */
  StepTimeline profile() {
    TrainingBatches batches = batches();
    LearningRateSchedule schedule = schedule();
    try (FinetuningSession session = session()) {
      session.variables().initialize(seed);
      loadPretrained(session);
      for (long step = 0; step < WARM_UP_STEPS; step++) {
        float rate = schedule.at(step + config.learningRateStepOffset());
        session.train(batches.batch(step), StepSeed.of(seed, step), rate, step + 1);
      }
      float rate = schedule.at(WARM_UP_STEPS + config.learningRateStepOffset());
      long dropout = StepSeed.of(seed, WARM_UP_STEPS);
      return session.profile(batches.batch(WARM_UP_STEPS), dropout, rate, WARM_UP_STEPS + 1);
    }
  }

  private FinetuningSession session() {
    LayerwiseLearningRates rates =
        new LayerwiseLearningRates(
            LayerwiseLearningRates.Variant.of(config.layerwiseLrDecayVariant()),
            config.layerwiseLrDecay(),
            config.transformerConfig().numHiddenLayers());
    return FinetuningSession.forTraining(config, heads, rates::multiplier);
  }

  private LearningRateSchedule schedule() {
    long steps = steps();
    double warmup = steps * config.warmupProportion();
    return new LearningRateSchedule(config.learningRate(), steps, warmup, 1);
  }

  private static long resume(FinetuningSession session, Path checkpoint) {
    long step =
        CheckpointLoader.load(checkpoint, session.variableList(), session.variables()).step();
    state(checkpoint).map(FinetuningStep.State::lossScale).ifPresent(session::restore);
    log.info("resuming from {} at step {}", checkpoint, step);
    return step;
  }

  private long start(FinetuningSession session) {
    RunFiles.clear(modelDir);
    loadPretrained(session);
    return 0;
  }

  private void loadPretrained(FinetuningSession session) {
    if (config.initCheckpoint() == null) {
      log.info("starting from new weights, seed {}", seed);
      return;
    }
    Path pretrained = CheckpointPaths.resolve(Path.of(config.initCheckpoint()));
    List<Variable> encoder =
        session.variableList().stream()
            .filter(Variable::trainable)
            .filter(v -> !v.name().startsWith("task_specific/"))
            .toList();
    CheckpointLoader.load(pretrained, encoder, session.variables());
    log.info("starting from {}, seed {}", pretrained, seed);
  }

  /** The newest checkpoint of a training with these settings; others' are removed at the start. */
  private Optional<Path> ownCheckpoint() {
    if (!Files.isDirectory(modelDir)) {
      return Optional.empty();
    }
    return new CheckpointManager(modelDir, 1)
        .latest()
        .filter(prefix -> state(prefix).filter(this::isOfThisTraining).isPresent());
  }

  private boolean isOfThisTraining(FinetuningStep.State state) {
    return state.seed() == seed && state.config().equals(ofTraining());
  }

  private static Optional<FinetuningStep.State> state(Path prefix) {
    return TrainingStates.read(prefix, FinetuningStep.State.class);
  }

  private ObjectNode ofTraining() {
    // Through text, so that numbers compare as those that were read.
    ObjectNode json = (ObjectNode) Json.parse(Json.write(config.toJson()), "the configuration");
    json.remove(NOT_OF_TRAINING);
    return json;
  }
}
