package org.electra4j.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/**
 * The hyperparameters of a pretraining run: those of the original ({@code configure_pretraining})
 * with its names and defaults, then a few of ours. Defaults stand in {@code
 * pretraining-defaults.json}; the JSON key of {@code maskProb} is {@code mask_prob}, and so on.
 *
 * @param modelName name of the model, and of its directory
 * @param debug quick run: small batches, few steps, a tiny Transformer
 * @param doTrain pretrain
 * @param doEval evaluate generator and discriminator
 * @param electraObjective train ELECTRA; without this and the next, a masked language model
 * @param electricObjective train Electric (needs, and sets, {@code twoTowerGenerator})
 * @param genWeight weight of the generator's loss
 * @param discWeight weight of the discriminator's loss
 * @param maskProb fraction of tokens masked
 * @param learningRate highest learning rate
 * @param lrDecayPower power of the polynomial decay
 * @param weightDecayRate decoupled weight decay
 * @param numWarmupSteps steps of linear warm-up
 * @param iterationsPerLoop steps between looks at the outside world (TPU), kept for its files
 * @param saveCheckpointsSteps steps between checkpoints
 * @param numTrainSteps steps of the whole run
 * @param numEvalSteps batches of an evaluation
 * @param keepCheckpointMax how many of the newest checkpoints stay; 0 keeps all
 * @param modelSize small, base or large
 * @param modelHparamOverrides values of {@link TransformerConfig} other than the size's
 * @param embeddingSize width of the token embeddings; null is the hidden size
 * @param vocabSize number of tokens
 * @param doLowerCase whether the text was lower-cased
 * @param uniformGenerator replacements drawn uniformly
 * @param twoTowerGenerator generator of a left-to-right and a right-to-left tower
 * @param untiedGeneratorEmbeddings generator with token embeddings of its own
 * @param untiedGenerator generator with weights of its own
 * @param generatorLayers generator's layers as a fraction of the discriminator's
 * @param generatorHiddenSize generator's width as a fraction of the discriminator's
 * @param disallowCorrect never sample the true token
 * @param temperature of the softmax that samples replacements
 * @param maxSeqLength length of the records, in tokens
 * @param trainBatchSize sequences per training step
 * @param evalBatchSize sequences per evaluation step
 * @param useTpu must be false
 * @param numTpuCores ignored; this and the next four are read so that the original's files load
 * @param tpuJobName ignored
 * @param tpuName ignored
 * @param tpuZone ignored
 * @param gcpProject ignored
 * @param pretrainTfrecords pattern of the record files
 * @param vocabFile vocabulary, one token a line, or a {@code tokenizer.json} or {@code .model}
 * @param modelDir directory of checkpoints
 * @param resultsTxt evaluation results, one line a run; stays where {@code modelName} puts it when
 *     {@code modelDir} is given, as in the original
 * @param resultsPkl the original's pickle of them; not written here
 * @param seed of order, masks, dropout, sampling and initial weights
 * @param learningRateStepOffset 1: update i (from 0) uses schedule(i + 1), which the original shows
 *     in practice; 0: schedule(i), as its code reads (quirk 1)
 * @param globalNorm norm for clipping: "original" counts repeated embedding rows apart, "dense"
 *     sums them first (quirk 3)
 * @param precision "fp32", "bf16", or "fp16" with a loss scale that adapts itself
 * @param optimizer "original" or "adamw" (with bias correction)
 * @param gradientAccumulationSteps equal parts in which a batch is processed, one after the other;
 *     memory falls to that of a part, losses and gradients are those of the batch
 * @param numDevices GPUs of this machine (without any: equal parts of the CPU) among which a batch
 *     is divided
 * @param initCheckpoint prefix of a checkpoint to start from, or null
 * @param resetGlobalStep whether a start from {@code initCheckpoint} begins at step 0
 * @param segments "static": examples from {@code pretrainTfrecords}; "dynamic": a random window of
 *     each document of {@code tokenStore}, drawn anew at each visit
 * @param tokenStore the token store file
 * @param logSteps steps between progress lines off a terminal, and between TensorBoard events
 */
public record PretrainingConfig(
    String modelName,
    boolean debug,
    boolean doTrain,
    boolean doEval,
    boolean electraObjective,
    boolean electricObjective,
    double genWeight,
    double discWeight,
    double maskProb,
    double learningRate,
    double lrDecayPower,
    double weightDecayRate,
    int numWarmupSteps,
    int iterationsPerLoop,
    int saveCheckpointsSteps,
    int numTrainSteps,
    int numEvalSteps,
    int keepCheckpointMax,
    String modelSize,
    ObjectNode modelHparamOverrides,
    @MayBeNull Integer embeddingSize,
    int vocabSize,
    boolean doLowerCase,
    boolean uniformGenerator,
    boolean twoTowerGenerator,
    boolean untiedGeneratorEmbeddings,
    boolean untiedGenerator,
    double generatorLayers,
    double generatorHiddenSize,
    boolean disallowCorrect,
    double temperature,
    int maxSeqLength,
    int trainBatchSize,
    int evalBatchSize,
    boolean useTpu,
    int numTpuCores,
    @MayBeNull String tpuJobName,
    @MayBeNull String tpuName,
    @MayBeNull String tpuZone,
    @MayBeNull String gcpProject,
    String pretrainTfrecords,
    String vocabFile,
    String modelDir,
    String resultsTxt,
    String resultsPkl,
    long seed,
    int learningRateStepOffset,
    String globalNorm,
    String precision,
    String optimizer,
    int gradientAccumulationSteps,
    int numDevices,
    @MayBeNull String initCheckpoint,
    boolean resetGlobalStep,
    String segments,
    String tokenStore,
    int logSteps) {

  /** What debug mode sets, unless it is given too. */
  private static final String DEBUG_VALUES =
      """
      {"train_batch_size": 8, "num_train_steps": 20, "eval_batch_size": 4,
       "iterations_per_loop": 1, "num_eval_steps": 2}
      """;

  private static final String MAX_PREDICTIONS = "max_predictions_per_seq";
  private static final int SMALL_EMBEDDING_SIZE = 128;

  /**
   * The configuration with the given hparams over the defaults. As in the original, values that
   * follow from others (debug mode's, the embedding size 128 of a small model, the two towers of
   * Electric) hold only where the hparams do not name them.
   *
   * @param hparams a JSON object, such as {@code {"mask_prob": 0.25}}
   * @throws BadInputException for an unknown hparam, a value of the wrong type or out of range
   */
  public static PretrainingConfig of(String modelName, Path dataDir, JsonNode hparams) {
    if (!hparams.isObject()) {
      throw new BadInputException("hparams are " + hparams + ", expected a JSON object");
    }
    if (hparams.has(MAX_PREDICTIONS)) {
      // It stands in the listings of resolved hparams, from where people copy it.
      throw new BadInputException(
          "Unknown hparam " + MAX_PREDICTIONS + ": it follows from mask_prob and max_seq_length");
    }
    HparamBinder.requireKnown(PretrainingConfig.class, hparams, "hparam");
    ObjectNode values = defaults(modelName, dataDir);
    HparamDefaults.setAll(values, hparams);
    if (values.get("debug").asBoolean()) {
      HparamDefaults.setAll(values, debugValues());
    }
    if (values.get("model_size").asText().equals("small")) {
      values.put("embedding_size", SMALL_EMBEDDING_SIZE);
    }
    if (values.get("electric_objective").asBoolean()) {
      values.put("two_tower_generator", true);
    }
    HparamDefaults.setAll(values, hparams);
    if (values.get("keep_checkpoint_max").isNull()) {
      values.put("keep_checkpoint_max", 0);
    }
    PretrainingConfig config = HparamBinder.bind(PretrainingConfig.class, values);
    PretrainingChecks.check(config);
    return config;
  }

  /** Masked positions per sequence: as many as {@code maskProb} asks for, and a few (quirk 7). */
  public int maxPredictionsPerSeq() {
    return (int) ((maskProb + 0.005) * maxSeqLength);
  }

  /** The discriminator's Transformer; in debug mode a tiny one whatever the model's size. */
  public TransformerConfig transformerConfig() {
    TransformerConfig sizes =
        TransformerConfig.forModelSize(modelSize, vocabSize, modelHparamOverrides);
    return debug ? sizes.forDebugging() : sizes;
  }

  /** Width of the embedding tables. */
  public int embeddingWidth() {
    return embeddingSize == null ? transformerConfig().hiddenSize() : embeddingSize;
  }

  /** Every value under the original's names, {@code max_predictions_per_seq} included. */
  public ObjectNode toJson() {
    return HparamBinder.toJson(this).put(MAX_PREDICTIONS, maxPredictionsPerSeq());
  }

  /**
   * The lines {@code key value} of every value, sorted (original: {@code utils.log_config}); values
   * are written as JSON, so that they can be given as hparams again.
   */
  public List<String> lines() {
    return HparamDefaults.lines(toJson());
  }

  /** The hparams that debug mode sets. */
  static List<String> debugKeys() {
    List<String> keys = new ArrayList<>();
    debugValues().fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static JsonNode debugValues() {
    return Json.parse(DEBUG_VALUES, "debug mode");
  }

  private static ObjectNode defaults(String modelName, Path dataDir) {
    Path modelDir = dataDir.resolve("models").resolve(modelName);
    Path results = modelDir.resolve("results");
    return HparamDefaults.read("pretraining-defaults.json")
        .put("model_name", modelName)
        .put(
            "pretrain_tfrecords",
            dataDir.resolve("pretrain_tfrecords") + "/pretrain_data.tfrecord*")
        .put("token_store", dataDir.resolve("pretrain_tokens.bin").toString())
        .put("vocab_file", dataDir.resolve("vocab.txt").toString())
        .put("model_dir", modelDir.toString())
        .put("results_txt", results.resolve("unsup_results.txt").toString())
        .put("results_pkl", results.resolve("unsup_results.pkl").toString());
  }
}
