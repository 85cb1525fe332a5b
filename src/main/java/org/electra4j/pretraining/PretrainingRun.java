package org.electra4j.pretraining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.electra4j.checkpoint.CheckpointManager;
import org.electra4j.checkpoint.CheckpointPaths;
import org.electra4j.cluster.WorkerGroup;
import org.electra4j.cluster.Workers;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.DynamicSegments;
import org.electra4j.data.ExampleSource;
import org.electra4j.data.Masking;
import org.electra4j.data.PrefetchingBatches;
import org.electra4j.data.PretrainingBatches;
import org.electra4j.data.PretrainingRecords;
import org.electra4j.data.RecordFiles;
import org.electra4j.data.TokenStore;
import org.electra4j.graph.StepTimeline;
import org.electra4j.graph.Towers;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.Sha256;
import org.electra4j.optimization.LearningRateSchedule;
import org.electra4j.tokenization.Vocabulary;
import org.electra4j.training.CheckpointLoader;
import org.electra4j.training.RunFiles;
import org.electra4j.training.StepSeed;
import org.electra4j.training.TrainingLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pretraining and its evaluation, from a configuration (original: {@code train_or_eval}). */
public final class PretrainingRun {
  private static final Logger log = LoggerFactory.getLogger(PretrainingRun.class);
  private static final int BATCHES_AHEAD = 4;

  /** Hparams that name files, which may be elsewhere on another machine. */
  private static final List<String> PLACES =
      List.of(
          "pretrain_tfrecords",
          "vocab_file",
          "model_dir",
          "results_txt",
          "results_pkl",
          "init_checkpoint");

  private static final int DIGITS_OF_A_LONG = 16;

  /** The first update is slower by seconds, the second still a little. */
  private static final int WARM_UP_STEPS = 3;

  private PretrainingRun() {}

  /**
   * How a training ended.
   *
   * @param firstStep number of updates done before
   * @param lastStep number of updates done in all
   */
  public record Outcome(long firstStep, long lastStep) {}

  /**
   * How an evaluation ended.
   *
   * @param checkpoint what was evaluated
   * @param step its number of updates
   * @param metrics by the original's names
   */
  public record Evaluation(Path checkpoint, long step, Map<String, Double> metrics) {}

  /** Hears how a training begins, before its first update. */
  @FunctionalInterface
  public interface Started {
    /** Is given the number of updates done before and gives who hears of each update. */
    TrainingLoop.Listener from(long firstStep);
  }

  /**
   * Trains, from the newest checkpoint of {@code model_dir} if there is one, until {@code
   * num_train_steps}. The state after a step is a function of configuration and data; a run that
   * was killed and resumed ends with the same weights as one that was not.
   *
   * @param stop asked after every step; when it says so, a checkpoint is saved and training ends
   * @throws BadInputException for data, a vocabulary or a checkpoint that do not fit
   * @throws org.electra4j.training.NonFiniteLossException naming the step
   */
  public static Outcome train(PretrainingConfig config, Started started, BooleanSupplier stop) {
    return train(config, WorkerGroup.ALONE, started, stop);
  }

  /**
   * Trains as one of several workers, all of which call this with the same configuration and data:
   * each takes its rows of every batch. The chief's newest checkpoint is where all begin. Order of
   * records, masks and the schedule do not depend on the number of workers, so that a run may go on
   * with another number; dropout and sampling do.
   *
   * @param lastResort ends the process and gets the reason: called when TensorFlow does not come
   *     back, which no exception can tell
   * @param started asked on the chief only
   * @param stop asked after every step; one worker that says so is enough
   * @throws BadInputException likewise, and for an address that cannot be listened at
   * @throws org.electra4j.cluster.WorkersLostException if another worker ends, stalls or differs
   */
  public static Outcome train(
      PretrainingConfig config,
      Workers workers,
      Consumer<String> lastResort,
      Started started,
      BooleanSupplier stop) {
    if (config.precision().equals("fp16") && workers.number() > 1) {
      throw new BadInputException(
          "precision fp16 has a loss scale that workers do not share; expected bf16 or fp32 with"
              + " several workers");
    }
    int parts = workers.number() * config.gradientAccumulationSteps();
    if (config.trainBatchSize() % (parts * config.numDevices()) != 0) {
      throw new BadInputException(
          ("train_batch_size is %d, expected a multiple of workers, %d, x"
                  + " gradient_accumulation_steps, %d, x num_devices, %d")
              .formatted(
                  config.trainBatchSize(),
                  workers.number(),
                  config.gradientAccumulationSteps(),
                  config.numDevices()));
    }
    Towers towers = Towers.forBatch(config.trainBatchSize() / parts, config.numDevices());
    try (WorkerGroup group = WorkerGroup.connect(workers, towers, lastResort)) {
      return train(config, group, started, stop);
    }
  }

  private static Outcome train(
      PretrainingConfig config, WorkerGroup workers, Started started, BooleanSupplier stop) {
    Path modelDir = Path.of(config.modelDir());
    if (config.debug() && workers.isChief()) {
      RunFiles.clear(modelDir);
    }
    CheckpointManager checkpoints = new CheckpointManager(modelDir, config.keepCheckpointMax());
    Vocabulary vocabulary = vocabulary(config);
    try (ExampleSource examples = examples(config, vocabulary);
        PretrainingSession session = PretrainingSession.forTraining(config, vocabulary, workers)) {
      workers.begin(fingerprint(config, examples.size()));
      StartingPoint start = StartingPoint.NEW;
      if (workers.isChief()) {
        // Without the one value that cannot be given, so that the file can be used as --hparams.
        Json.write(
            modelDir.resolve("hparams.json"), config.toJson().without("max_predictions_per_seq"));
        start = StartingPoint.prepare(config, checkpoints, session, examples.size());
      }
      long first = session.shareState(start.step());
      if (first >= config.numTrainSteps()) {
        return workers.isChief() ? nothingToTrain(config, start) : new Outcome(first, first);
      }
      PretrainingBatches batches = batches(config, vocabulary, examples, config.trainBatchSize());
      try (PrefetchingBatches ahead = new PrefetchingBatches(batches, first, BATCHES_AHEAD)) {
        PretrainingStep step =
            new PretrainingStep(config, session, ahead, checkpoints, examples.size(), workers);
        long last =
            new TrainingLoop(
                    first, config.numTrainSteps(), config.saveCheckpointsSteps(), config.logSteps())
                .run(
                    step,
                    listener(workers, started, first),
                    () -> workers.any(stop.getAsBoolean()));
        workers.finish();
        return new Outcome(first, last);
      }
    }
  }

  private static TrainingLoop.Listener listener(
      WorkerGroup workers, Started started, long firstStep) {
    return workers.isChief() ? started.from(firstStep) : (step, result) -> {};
  }

  /** What has to be the same on all workers: hparams other than places of files, and the data. */
  private static long fingerprint(PretrainingConfig config, long examples) {
    ObjectNode json = config.toJson();
    json.remove(PLACES);
    String digits = Sha256.of(json.put("examples", examples).toString());
    return Long.parseUnsignedLong(digits.substring(0, DIGITS_OF_A_LONG), 16);
  }

  /**
   * Repeats a step whose loss was not finite.
   *
   * @param dump the file that the failed training left
   * @return the tensors of the step in the order of the computation, then the gradients
   * @throws BadInputException if the file does not fit the newest checkpoint
   */
  public static List<TensorRange> replay(PretrainingConfig config, Path dump) {
    Vocabulary vocabulary = vocabulary(config);
    try (ExampleSource examples = examples(config, vocabulary)) {
      PretrainingBatches batches = batches(config, vocabulary, examples, config.trainBatchSize());
      return PretrainingReplay.run(config, dump, vocabulary, examples, batches);
    }
  }

  /**
   * Watches one update, after a few that warm up, from the newest checkpoint or from new weights.
   * Nothing is saved.
   */
  public static StepTimeline profile(PretrainingConfig config) {
    Vocabulary vocabulary = vocabulary(config);
    CheckpointManager checkpoints =
        new CheckpointManager(Path.of(config.modelDir()), config.keepCheckpointMax());
    LearningRateSchedule schedule = PretrainingStep.schedule(config);
    try (ExampleSource examples = examples(config, vocabulary);
        PretrainingSession session = PretrainingSession.forTraining(config, vocabulary)) {
      PretrainingBatches batches = batches(config, vocabulary, examples, config.trainBatchSize());
      long step = StartingPoint.prepare(config, checkpoints, session, examples.size()).step();
      for (long last = step + WARM_UP_STEPS; step < last; step++) {
        session.train(
            batches.apply(step),
            StepSeed.of(config.seed(), step),
            schedule.at(step + config.learningRateStepOffset()),
            step + 1,
            false);
      }
      return session.profile(
          batches.apply(step),
          StepSeed.of(config.seed(), step),
          schedule.at(step + config.learningRateStepOffset()),
          step + 1);
    }
  }

  /** A finished run is left alone; weights from elsewhere that seem finished are a mistake. */
  private static Outcome nothingToTrain(PretrainingConfig config, StartingPoint start) {
    String line =
        "nothing to train: the checkpoint is at step "
            + start.step()
            + " and num_train_steps is "
            + config.numTrainSteps();
    if (!start.resumed()) {
      throw new BadInputException(line + "; raise it, or set reset_global_step to count from 0");
    }
    log.info(line);
    return new Outcome(start.step(), start.step());
  }

  /**
   * Evaluates the newest checkpoint of {@code model_dir}, or {@code init_checkpoint} where there is
   * none.
   *
   * @param evaluated hears of every batch done
   * @throws BadInputException if there is no checkpoint
   */
  public static Evaluation evaluate(PretrainingConfig config, LongConsumer evaluated) {
    Path checkpoint = checkpointToEvaluate(config);
    Vocabulary vocabulary = vocabulary(config);
    try (ExampleSource examples = examples(config, vocabulary);
        PretrainingSession session =
            PretrainingSession.forEvaluation(config, vocabulary, config.evalBatchSize())) {
      CheckpointLoader.Loaded loaded =
          CheckpointLoader.load(checkpoint, session.variableList(), session.variables());
      PretrainingBatches batches = batches(config, vocabulary, examples, config.evalBatchSize());
      return new Evaluation(
          checkpoint,
          loaded.step(),
          PretrainingEvaluation.run(config, session, batches, evaluated));
    }
  }

  private static Path checkpointToEvaluate(PretrainingConfig config) {
    Path modelDir = Path.of(config.modelDir());
    return new CheckpointManager(modelDir, config.keepCheckpointMax())
        .latest()
        .orElseGet(
            () -> {
              if (config.initCheckpoint() == null) {
                throw new BadInputException(
                    "no checkpoint to evaluate in " + modelDir + "; train first");
              }
              return CheckpointPaths.resolve(Path.of(config.initCheckpoint()));
            });
  }

  private static ExampleSource examples(PretrainingConfig config, Vocabulary vocabulary) {
    if (config.segments().equals("dynamic")) {
      TokenStore store = TokenStore.open(Path.of(config.tokenStore()), vocabulary);
      return new DynamicSegments(store, vocabulary, config.maxSeqLength());
    }
    List<Path> files = RecordFiles.matching(config.pretrainTfrecords());
    return PretrainingRecords.open(files, config.maxSeqLength(), config.vocabSize());
  }

  private static PretrainingBatches batches(
      PretrainingConfig config, Vocabulary vocabulary, ExampleSource examples, int batchSize) {
    Masking masking = new Masking(vocabulary, config.maskProb(), config.maxPredictionsPerSeq());
    return new PretrainingBatches(examples, batchSize, masking, config.seed());
  }

  private static Vocabulary vocabulary(PretrainingConfig config) {
    Path file = Path.of(config.vocabFile());
    Vocabulary vocabulary = Vocabulary.read(file);
    if (vocabulary.size() != config.vocabSize()) {
      throw new BadInputException(
          file
              + " has "
              + vocabulary.size()
              + " tokens but vocab_size is "
              + config.vocabSize()
              + "; they must be equal");
    }
    return vocabulary;
  }
}
