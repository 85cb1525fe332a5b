package org.electra4j.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.BuildProgress;
import org.electra4j.data.DatasetBuilder;
import org.electra4j.data.DatasetOptions;
import org.electra4j.data.DatasetOutput;
import org.electra4j.data.DatasetSummary;
import org.electra4j.data.MaskedInputs;
import org.electra4j.data.Masking;
import org.electra4j.data.PretrainingBatches;
import org.electra4j.data.PretrainingRecords;
import org.electra4j.data.RecordFiles;
import org.electra4j.data.TextCorpus;
import org.electra4j.graph.Variable;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.Json;
import org.electra4j.io.TextFiles;
import org.electra4j.pretraining.PretrainingRun;
import org.electra4j.pretraining.PretrainingSession;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;
import org.electra4j.tokenization.WordPieceTrainer;
import org.electra4j.training.CheckpointLoader;
import org.electra4j.training.Progress;

/** The whole path in small: text, vocabulary, records, training, evaluation, page. */
public final class DemoRun {
  private static final int CHARACTERS = 1_500_000;
  private static final int VOCABULARY_SIZE = 1500;
  private static final int MIN_FREQUENCY = 2;

  private final DemoOptions options;
  private final Consumer<String> out;
  private final Map<String, Double> phaseSeconds = new LinkedHashMap<>();
  private final Map<String, Long> sizes = new LinkedHashMap<>();
  private final long start = System.nanoTime();
  private long phaseStart = start;

  /**
   * @param out takes the lines that tell how far it is
   */
  public DemoRun(DemoOptions options, Consumer<String> out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Runs the demo and writes {@code results.json} and {@code report.html}.
   *
   * @throws InterruptedException if the caller's thread is interrupted
   * @throws org.electra4j.io.BadInputException if the text is too short, or the output directory
   *     cannot be written or holds a model that no demo made
   */
  public DemoResult run() throws InterruptedException {
    DemoFiles.prepare(options);
    writeText();
    Vocabulary vocabulary = trainVocabulary();
    buildRecords(vocabulary);
    PretrainingConfig config = config(vocabulary, options.trainingRecords(), true);
    DemoCurve curve = train(config);
    DemoResult result =
        evaluate(config(vocabulary, options.heldOutRecords(), false), vocabulary, curve);
    Json.write(options.results(), result);
    AtomicFiles.writeString(options.report(), DemoReport.html(result));
    return result;
  }

  private void writeText() {
    List<List<String>> documents =
        options
            .corpusDir()
            .map(DemoCorpus::documentsOf)
            .orElseGet(() -> DemoText.documents(options.seed(), CHARACTERS));
    DemoCorpus corpus = DemoCorpus.of(documents);
    corpus.write(options);
    sizes.put("training_documents", (long) corpus.training().size());
    sizes.put("held_out_documents", (long) corpus.heldOut().size());
    sizes.put("characters", corpus.characters());
    finish(
        "text",
        "%,d documents of %s, %.1f million characters; %,d documents are held out",
        documents.size(),
        options.corpusDir().map(Path::toString).orElse("our own"),
        corpus.characters() / 1e6,
        corpus.heldOut().size());
  }

  private Vocabulary trainVocabulary() {
    WordPieceTrainer trainer =
        new WordPieceTrainer(
            TextNormalization.UNCASED,
            new WordPieceTrainer.Settings(VOCABULARY_SIZE, MIN_FREQUENCY, 0));
    TextFiles.list(options.trainingText())
        .forEach(file -> TextFiles.forEachLine(file, trainer::add));
    List<String> tokens = trainer.train(size -> {}).tokens();
    AtomicFiles.writeString(options.vocabulary(), String.join("\n", tokens) + "\n");
    sizes.put("vocabulary_tokens", (long) tokens.size());
    finish("vocabulary", "%,d word pieces", tokens.size());
    return Vocabulary.of(tokens, options.vocabulary().toString());
  }

  private void buildRecords(Vocabulary vocabulary) throws InterruptedException {
    FullTokenizer tokenizer = new FullTokenizer(vocabulary, TextNormalization.UNCASED);
    long training = buildRecords(tokenizer, options.trainingText(), options.trainingRecords());
    long heldOut = buildRecords(tokenizer, options.heldOutText(), options.heldOutRecords());
    sizes.put("training_records", training);
    sizes.put("held_out_records", heldOut);
    finish("records", "%,d to learn from, %,d held out", training, heldOut);
  }

  private long buildRecords(FullTokenizer tokenizer, Path text, Path records)
      throws InterruptedException {
    int length = options.hparams().get("max_seq_length").intValue();
    DatasetOptions dataset = new DatasetOptions(length, 1, 1, true, options.seed());
    DatasetSummary summary =
        DatasetBuilder.build(
            TextCorpus.of(text),
            tokenizer,
            dataset,
            new DatasetOutput(records, false),
            new BuildProgress());
    return summary.examples();
  }

  private PretrainingConfig config(Vocabulary vocabulary, Path records, boolean training) {
    ObjectNode hparams = options.hparams().deepCopy();
    hparams.put("do_train", training);
    hparams.put("do_eval", !training);
    hparams.put("seed", options.seed());
    hparams.put("vocab_size", vocabulary.size());
    hparams.put("pretrain_tfrecords", records.resolve("pretrain_data.tfrecord*").toString());
    return PretrainingConfig.of(DemoOptions.MODEL, options.outputDir(), hparams);
  }

  private DemoCurve train(PretrainingConfig config) {
    DemoCurve curve = new DemoCurve();
    long steps = config.numTrainSteps();
    try (Progress progress = Progress.start("training", 0, steps, Math.max(1, steps / 8))) {
      PretrainingRun.train(
          config,
          first ->
              (step, result) -> {
                progress.update(step, result.losses());
                curve.add(step, result);
              },
          () -> false);
    }
    finish("train", "%,d steps of %d sequences", steps, config.trainBatchSize());
    return curve;
  }

  private DemoResult evaluate(PretrainingConfig config, Vocabulary vocabulary, DemoCurve curve) {
    PretrainingRun.Evaluation evaluation = PretrainingRun.evaluate(config, step -> {});
    Map<String, Double> metrics = new TreeMap<>(evaluation.metrics());
    List<List<MarkedToken>> passages;
    try (PretrainingRecords training = records(options.trainingRecords(), config);
        PretrainingRecords heldOut = records(options.heldOutRecords(), config)) {
      Masking masking = new Masking(vocabulary, config.maskProb(), config.maxPredictionsPerSeq());
      PretrainingBatches batches =
          new PretrainingBatches(heldOut, config.evalBatchSize(), masking, config.seed());
      metrics.put(
          "most_frequent_token_accuracy",
          FrequentToken.accuracy(vocabulary, training, batches, config.numEvalSteps()));
      try (PretrainingSession session =
          PretrainingSession.forEvaluation(config, vocabulary, config.evalBatchSize())) {
        CheckpointLoader.load(evaluation.checkpoint(), session.variableList(), session.variables());
        sizes.put("parameters", parameters(session));
        MaskedInputs batch = batches.apply(0);
        passages = MarkedPassages.of(batch, session.evaluate(batch, config.seed()), vocabulary);
      }
    }
    sizes.put("sequence_length", (long) config.maxSeqLength());
    sizes.put("batch_size", (long) config.trainBatchSize());
    finish(
        "evaluate",
        "AUC %.3f (guessing: 0.5); generator accuracy %.3f (most frequent token: %.3f)",
        metrics.get("disc_auc"),
        metrics.get("masked_lm_accuracy"),
        metrics.get("most_frequent_token_accuracy"));
    return new DemoResult(
        options.version(),
        options.seed(),
        evaluation.step(),
        seconds(start),
        phaseSeconds,
        sizes,
        metrics,
        curve.points(),
        passages,
        options.outputDir().relativize(evaluation.checkpoint()).toString());
  }

  private static PretrainingRecords records(Path directory, PretrainingConfig config) {
    return PretrainingRecords.open(
        RecordFiles.in(directory), config.maxSeqLength(), config.vocabSize());
  }

  private static long parameters(PretrainingSession session) {
    return session.variableList().stream()
        .filter(Variable::trainable)
        .mapToLong(variable -> variable.shape().size())
        .sum();
  }

  private void finish(String phase, String format, Object... values) {
    double seconds = seconds(phaseStart);
    phaseSeconds.put(phase, seconds);
    phaseStart = System.nanoTime();
    String line = String.format(Locale.ROOT, format, values);
    out.accept(String.format(Locale.ROOT, "%-10s %5.1f s  %s", phase, seconds, line));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
