package org.electra4j.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;

/**
 * The hyperparameters of a fine-tuning run: those of the original ({@code configure_finetuning})
 * with its names and defaults, then ours from {@code seed} on. Defaults stand in {@code
 * finetuning-defaults.json}; the JSON key of {@code taskNames} is {@code task_names}, and so on.
 *
 * @param modelName name of the pretrained model, and of its directory
 * @param debug quick run: 100 lines of each file, a tiny Transformer
 * @param logExamples print the features of the first training example
 * @param numTrials training runs with different seeds; negative: without end
 * @param doTrain train; otherwise the models of an earlier run are used
 * @param doEval evaluate on the dev set
 * @param keepAllModels otherwise only the last trial's model stays
 * @param modelSize small, base or large
 * @param taskNames the tasks to learn, in the order of their task ids
 * @param modelHparamOverrides values of {@link TransformerConfig} other than the size's
 * @param embeddingSize width of the token embeddings; null is the hidden size
 * @param vocabSize number of tokens
 * @param doLowerCase whether text is lower-cased
 * @param learningRate highest learning rate
 * @param weightDecayRate decoupled weight decay
 * @param layerwiseLrDecay factor by which the learning rate falls from layer to layer; 0 and below:
 *     none
 * @param numTrainEpochs passes over the training data
 * @param warmupProportion share of the steps in which the learning rate rises
 * @param saveCheckpointsSteps steps between checkpoints
 * @param iterationsPerLoop steps between looks at the outside world (TPU), kept for its files
 * @param useTfrecordsIfExisting use records of an earlier run if they were made of the same input
 * @param writeTestOutputs predict the test sets
 * @param nWritesTest trials whose test predictions are written
 * @param maxSeqLength longest input, in tokens
 * @param trainBatchSize examples per training step
 * @param evalBatchSize examples per evaluation step
 * @param predictBatchSize examples per prediction step
 * @param doubleUnordered train on both orders of the sentences where the order has no meaning
 * @param maxQueryLength longest question, in tokens
 * @param docStride tokens from one window over a document to the next
 * @param nBestSize answers kept per question
 * @param maxAnswerLength longest answer, in tokens
 * @param answerableClassifier classify whether a question has an answer
 * @param answerableUsesStartLogits that classifier sees the predicted start
 * @param answerableWeight weight of that classifier's loss
 * @param jointPrediction predict the end of an answer from its start
 * @param beamSize starts looked at in joint prediction
 * @param qaNaThreshold null odds above which SQuAD 2.0 test predictions are empty
 * @param useTpu must be false
 * @param numTpuCores ignored; this and the next four are read so that the original's files load
 * @param tpuJobName ignored
 * @param tpuName ignored
 * @param tpuZone ignored
 * @param gcpProject ignored
 * @param dataDir directory of models and fine-tuning data
 * @param rawDataDir directory of a task's files; <code>{:}</code> stands for the task
 * @param vocabFile vocabulary: the model's own, else the data directory's
 * @param initCheckpoint directory or prefix of the pretrained checkpoint; null: none
 * @param modelDir directory of a fine-tuned model, without the number of the trial
 * @param resultsTxt evaluation results, one line a trial and task
 * @param resultsPkl the original's pickle of them; not written here
 * @param qaEvalFile evaluation file of a question answering task, <code>{:}</code>
 * @param qaPredsFile predictions of a question answering task, <code>{:}</code>
 * @param qaNaFile null odds of a question answering task, <code>{:}</code>
 * @param preprocessedDataDir directory of the cached records
 * @param testPredictions test predictions of a task, a split and a trial, each <code>{:}</code>
 * @param writeDistillOutputs false for a single question answering task, else absent; the original
 *     never reads it
 * @param seed of order, dropout and new weights in the first trial
 * @param layerwiseLrDecayVariant "original", "paper", "study" or "none"
 * @param pooling "first": the first token's vector; "average": the mean over the tokens
 * @param head "linear" or "two_layer"
 * @param optimizer "original" or "adamw" (with bias correction)
 * @param learningRateStepOffset see {@link PretrainingConfig#learningRateStepOffset}
 * @param globalNorm see {@link PretrainingConfig#globalNorm}
 * @param precision see {@link PretrainingConfig#precision}
 * @param strict whether a malformed row is an error; otherwise it is logged and skipped
 * @param dynamicPadding pad batches to their longest row and not to {@code maxSeqLength}
 * @param trainFraction share of the training examples to use
 * @param logSteps steps between progress lines off a terminal, and between TensorBoard events
 * @param encoder which network of the pretraining is fine-tuned, "discriminator" or "generator"
 * @param generatorLayers as in the pretraining, for a generator
 * @param generatorHiddenSize as in the pretraining, for a generator
 * @param gradientAccumulationSteps see {@link PretrainingConfig#gradientAccumulationSteps}
 * @param numDevices see {@link PretrainingConfig#numDevices}; evaluation uses the first one
 */
public record FinetuningConfig(
    String modelName,
    boolean debug,
    boolean logExamples,
    int numTrials,
    boolean doTrain,
    boolean doEval,
    boolean keepAllModels,
    String modelSize,
    List<String> taskNames,
    ObjectNode modelHparamOverrides,
    @MayBeNull Integer embeddingSize,
    int vocabSize,
    boolean doLowerCase,
    double learningRate,
    double weightDecayRate,
    double layerwiseLrDecay,
    double numTrainEpochs,
    double warmupProportion,
    int saveCheckpointsSteps,
    int iterationsPerLoop,
    boolean useTfrecordsIfExisting,
    boolean writeTestOutputs,
    int nWritesTest,
    int maxSeqLength,
    int trainBatchSize,
    int evalBatchSize,
    int predictBatchSize,
    boolean doubleUnordered,
    int maxQueryLength,
    int docStride,
    int nBestSize,
    int maxAnswerLength,
    boolean answerableClassifier,
    boolean answerableUsesStartLogits,
    double answerableWeight,
    boolean jointPrediction,
    int beamSize,
    double qaNaThreshold,
    boolean useTpu,
    int numTpuCores,
    @MayBeNull String tpuJobName,
    @MayBeNull String tpuName,
    @MayBeNull String tpuZone,
    @MayBeNull String gcpProject,
    String dataDir,
    String rawDataDir,
    String vocabFile,
    @MayBeNull String initCheckpoint,
    String modelDir,
    String resultsTxt,
    String resultsPkl,
    String qaEvalFile,
    String qaPredsFile,
    String qaNaFile,
    String preprocessedDataDir,
    String testPredictions,
    @MayBeNull Boolean writeDistillOutputs,
    long seed,
    String layerwiseLrDecayVariant,
    String pooling,
    String head,
    String optimizer,
    int learningRateStepOffset,
    String globalNorm,
    String precision,
    boolean strict,
    boolean dynamicPadding,
    double trainFraction,
    int logSteps,
    String encoder,
    double generatorLayers,
    double generatorHiddenSize,
    int gradientAccumulationSteps,
    int numDevices) {

  /** What debug mode sets, unless it is given too. */
  private static final String DEBUG_VALUES =
      """
      {"save_checkpoints_steps": 1000000, "use_tfrecords_if_existing": false, "num_trials": 1,
       "iterations_per_loop": 1, "train_batch_size": 32, "num_train_epochs": 3.0,
       "log_examples": true}
      """;

  private static final String DISTILL = "write_distill_outputs";
  private static final String TASKS = "task_names";
  private static final String FIELD = "{:}";
  private static final int SMALL_EMBEDDING_SIZE = 128;
  private static final int QA_SEQ_LENGTH = 512;
  private static final int CHUNK_SEQ_LENGTH = 256;

  /** The names of the tasks cannot change under a configuration. */
  public FinetuningConfig {
    taskNames = List.copyOf(taskNames);
  }

  /**
   * The configuration with the given hparams over the defaults. As in the original, values that
   * follow from others (length and epochs of a single task, rates of a large model, debug mode's)
   * hold only where the hparams do not name them; a later one of these rules wins over an earlier.
   *
   * @param hparams a JSON object, such as {@code {"task_names": ["cola"]}}
   * @throws BadInputException for an unknown hparam, a value of the wrong type or out of range
   */
  public static FinetuningConfig of(String modelName, Path dataDir, JsonNode hparams) {
    if (!hparams.isObject()) {
      throw new BadInputException("hparams are " + hparams + ", expected a JSON object");
    }
    if (hparams.has(DISTILL)) {
      // The original makes this field after it has looked at the hparams, so it knows none.
      throw new BadInputException("Unknown hparam " + DISTILL);
    }
    HparamBinder.requireKnown(FinetuningConfig.class, hparams, "hparam");
    ObjectNode values = defaults();
    List<String> tasks = taskNames(hparams.has(TASKS) ? hparams.get(TASKS) : values.get(TASKS));
    putPlaces(values, modelName, dataDir, String.join(",", tasks));
    HparamDefaults.setAll(values, hparams);
    if (tasks.size() == 1) {
      putSingleTask(values, tasks.get(0));
    }
    if (values.get("model_size").asText().equals("large")) {
      values.put("learning_rate", 5e-5).put("layerwise_lr_decay", 0.9);
    } else if (values.get("model_size").asText().equals("small")) {
      values.put("embedding_size", SMALL_EMBEDDING_SIZE);
    }
    if (values.get("debug").asBoolean()) {
      HparamDefaults.setAll(values, Json.parse(DEBUG_VALUES, "debug mode"));
    }
    HparamDefaults.setAll(values, hparams);
    FinetuningConfig config = HparamBinder.bind(FinetuningConfig.class, values);
    FinetuningChecks.check(config);
    return config;
  }

  /** The encoder's Transformer; in debug mode a tiny one whatever the model's size. */
  public TransformerConfig transformerConfig() {
    return isGenerator()
        ? discriminatorConfig().generator(generatorHiddenSize, generatorLayers)
        : discriminatorConfig();
  }

  private TransformerConfig discriminatorConfig() {
    TransformerConfig sizes =
        TransformerConfig.forModelSize(modelSize, vocabSize, modelHparamOverrides);
    return debug ? sizes.forDebugging() : sizes;
  }

  /** Whether the pretraining's generator is fine-tuned instead of its discriminator. */
  public boolean isGenerator() {
    return encoder.equals("generator");
  }

  /** Width of the embedding tables, which generator and discriminator share. */
  public int embeddingWidth() {
    return embeddingSize == null ? discriminatorConfig().hiddenSize() : embeddingSize;
  }

  /** Scope of the encoder's variables in checkpoints. */
  public String encoderScope() {
    return isGenerator() ? "generator" : "electra";
  }

  /** The directory with the files of a task. */
  public Path rawDataDir(String task) {
    return Path.of(rawDataDir.replace(FIELD, task));
  }

  /** Every value under the original's names. */
  public ObjectNode toJson() {
    ObjectNode json = HparamBinder.toJson(this);
    return writeDistillOutputs == null ? json.without(List.of(DISTILL)) : json;
  }

  /** The lines {@code key value} of every value, sorted (original: {@code utils.log_config}). */
  public List<String> lines() {
    return HparamDefaults.lines(toJson());
  }

  private static List<String> taskNames(JsonNode names) {
    boolean isList =
        names.isArray()
            && !names.isEmpty()
            && StreamSupport.stream(names.spliterator(), false).allMatch(JsonNode::isTextual);
    if (!isList) {
      throw new BadInputException(
          "hparam task_names is " + names + ", expected a list of names such as [\"cola\"]");
    }
    return StreamSupport.stream(names.spliterator(), false)
        .map(JsonNode::textValue)
        .collect(Collectors.toList());
  }

  private static void putSingleTask(ObjectNode values, String task) {
    if (task.equals("rte") || task.equals("sts")) {
      values.put("num_train_epochs", 10.0);
    } else if (task.contains("squad") || task.contains("qa")) {
      values
          .put("max_seq_length", QA_SEQ_LENGTH)
          .put("num_train_epochs", 2.0)
          .put(DISTILL, false)
          .put("write_test_outputs", false);
    } else if (task.equals("chunk")) {
      values.put("max_seq_length", CHUNK_SEQ_LENGTH);
    } else {
      values.put("num_train_epochs", 3.0);
    }
  }

  private static void putPlaces(ObjectNode values, String modelName, Path dataDir, String tasks) {
    Path model = dataDir.resolve("models").resolve(modelName);
    Path vocabulary = model.resolve("vocab.txt");
    Path results = model.resolve("results");
    Path qa = results.resolve(tasks + "_qa");
    values
        .put("model_name", modelName)
        .put("data_dir", dataDir.toString())
        .put("raw_data_dir", dataDir.resolve("finetuning_data") + "/" + FIELD)
        .put(
            "vocab_file",
            (Files.exists(vocabulary) ? vocabulary : dataDir.resolve("vocab.txt")).toString())
        .put("init_checkpoint", model.toString())
        .put("model_dir", model.resolve("finetuning_models").resolve(tasks + "_model").toString())
        .put("results_txt", results.resolve(tasks + "_results.txt").toString())
        .put("results_pkl", results.resolve(tasks + "_results.pkl").toString())
        .put("qa_eval_file", qa + "/{:}_eval.json")
        .put("qa_preds_file", qa + "/{:}_preds.json")
        .put("qa_na_file", qa + "/{:}_null_odds.json")
        .put(
            "preprocessed_data_dir",
            model.resolve("finetuning_tfrecords").resolve(tasks + "_tfrecords").toString())
        .put(
            "test_predictions", model.resolve("test_predictions") + "/{:}_{:}_{:}_predictions.pkl");
  }

  private static ObjectNode defaults() {
    return HparamDefaults.read("finetuning-defaults.json");
  }
}
