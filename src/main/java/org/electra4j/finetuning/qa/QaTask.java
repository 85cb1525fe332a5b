package org.electra4j.finetuning.qa;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.results.TestPredictions;
import org.electra4j.finetuning.task.Example;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.Task;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.finetuning.task.TextPredictor;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Sha256;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.Vocabulary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A question answering task (original: {@code QATask} and the classes that derive from it). Safe
 * for use by several threads.
 */
public final class QaTask implements Task {
  private static final Logger LOG = LoggerFactory.getLogger(QaTask.class);
  private static final String TRAIN = "train";
  private static final String DEV = "dev";
  private static final String TEST = "test";

  private final String name;
  private final QaFormat format;
  private final FinetuningConfig config;
  private final Vocabulary vocabulary;
  private final QuestionEncoder encoder;
  private final Answerer answerer;

  /** Those of an evaluation, which are needed before and after it. */
  private final Map<String, List<QaExample>> examples = new ConcurrentHashMap<>();

  QaTask(String name, QaFormat format, FinetuningConfig config, FullTokenizer tokenizer) {
    this.name = name;
    this.format = format;
    this.config = config;
    this.vocabulary = tokenizer.vocabulary();
    this.encoder = new QuestionEncoder(tokenizer, config);
    this.answerer =
        new Answerer(encoder, new NBestAnswers(format, config, vocabulary), config.nBestSize());
  }

  @Override
  public String name() {
    return name;
  }

  /** The format of its files. */
  QaFormat format() {
    return format;
  }

  @Override
  public List<String> evalSplits() {
    return List.of(DEV);
  }

  /** That of SQuAD 2.0 always; the original knows none of the others, here they may have one. */
  @Override
  public List<String> testSplits() {
    boolean hasTest = places(TEST).stream().anyMatch(Files::isRegularFile);
    return hasTest || format.hasImpossibleQuestions() ? List.of(TEST) : List.of();
  }

  @Override
  public TaskHead head() {
    return QaHead.of(name, config);
  }

  @Override
  public Scorer scorer(String split) {
    return new QaScorer(this, config, examples(split), answerer);
  }

  @Override
  public List<QaExample> examples(String split) {
    // Those to train on are large and used once.
    return split.equals(TRAIN) ? read(split) : examples.computeIfAbsent(split, this::read);
  }

  private List<QaExample> read(String split) {
    QaPurpose purpose =
        switch (split) {
          case TRAIN -> QaPurpose.TRAINING;
          case TEST -> QaPurpose.PREDICTION;
          default -> QaPurpose.EVALUATION;
        };
    List<QaExample> read = read(file(split), purpose);
    if (read.isEmpty()) {
      throw new BadInputException(
          "%s: no usable questions, expected some of task %s".formatted(file(split), name));
    }
    LOG.info("{} examples created of {}", read.size(), file(split));
    return read;
  }

  /** The usable questions of a file; what is wrong with the others is logged and counted. */
  List<QaExample> read(Path file, QaPurpose purpose) {
    SkippedQuestions skipped = new SkippedQuestions(config.strict(), LOG::warn);
    List<QaExample> read =
        new QaFileReader(name, format, purpose, file, config.debug(), skipped).read();
    skipped.summarize(file, read.size(), "skipped");
    SkippedQuestions empty = new SkippedQuestions(config.strict(), LOG::warn);
    for (QaExample example : read) {
      String reason = encoder.whyWithoutWindows(example);
      if (reason != null) {
        empty.add(file + ": question " + example.id(), reason);
      }
    }
    boolean training = purpose == QaPurpose.TRAINING;
    empty.summarize(
        file,
        read.size() - empty.count(),
        training ? "left out of the training" : "answered without a look at the context");
    return read;
  }

  @Override
  public List<FeaturizedExample> featurize(Example example, boolean training) {
    int taskId = config.taskNames().indexOf(name);
    List<FeaturizedExample> features = new ArrayList<>();
    for (QaWindow window : encoder.windows((QaExample) example)) {
      features.add(
          new FeaturizedExample(
              taskId,
              window.eid(),
              window.inputIds(),
              window.segmentIds(),
              training ? targets(window) : Map.of(),
              Map.of()));
    }
    return features;
  }

  private static Map<String, int[]> targets(QaWindow window) {
    return Map.of(
        QaHead.START_POSITIONS, new int[] {window.startPosition()},
        QaHead.END_POSITIONS, new int[] {window.endPosition()},
        QaHead.IS_IMPOSSIBLE, new int[] {window.isImpossible() ? 1 : 0});
  }

  @Override
  public List<String> describe(Example example, FeaturizedExample features) {
    int start = features.ints(QaHead.START_POSITIONS, 1)[0];
    int end = features.ints(QaHead.END_POSITIONS, 1)[0];
    String answer =
        ((QaExample) example).isImpossible()
            ? "impossible example"
            : "answer: %d to %d, %s".formatted(start, end, tokens(features.inputIds(), start, end));
    return List.of(
        "  Example " + example.eid() + ", question " + ((QaExample) example).id(),
        "    tokens: " + tokens(features.inputIds(), 0, features.length() - 1),
        "    " + answer);
  }

  private String tokens(int[] ids, int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(i -> vocabulary.token(ids[i]))
        .collect(Collectors.joining(" "));
  }

  @Override
  public String fingerprint(String split) {
    return String.join(
        "\n",
        name,
        split,
        Sha256.of(file(split)),
        "debug " + config.debug(),
        "vocabulary " + Sha256.of(String.join("\n", vocabulary.tokens())),
        "do_lower_case " + config.doLowerCase(),
        "max_seq_length " + config.maxSeqLength(),
        "max_query_length " + config.maxQueryLength(),
        "doc_stride " + config.docStride());
  }

  /**
   * Writes the answers as the official evaluation of SQuAD reads them, the empty ones of SQuAD 2.0
   * being those whose null odds are above {@code qa_na_threshold}, and with them the null odds.
   */
  @Override
  public Path writePredictions(String split, int trial, List<EvalOutput> outputs) {
    List<QaPrediction> predictions = answers(split, outputs);
    Path file =
        TestPredictions.file(config.testPredictions(), name, split, trial, "_predictions.json");
    PredictionFiles.writeAnswers(
        file,
        predictions,
        format.hasImpossibleQuestions() ? config.qaNaThreshold() : Double.POSITIVE_INFINITY);
    if (format.hasImpossibleQuestions()) {
      PredictionFiles.writeNullOdds(
          TestPredictions.file(config.testPredictions(), name, split, trial, "_null_odds.json"),
          predictions);
    }
    return file;
  }

  /** The answers to the questions of a split in their order, from the outputs of all windows. */
  public List<QaPrediction> answers(String split, List<EvalOutput> outputs) {
    return answerer.answer(examples(split), outputs);
  }

  /** The tokens of a question and its windows. */
  public EncodedQuestion encode(QaExample example) {
    return encoder.encode(example);
  }

  @Override
  public TextPredictor textPredictor() {
    return new QaTextPredictor(this, answerer, config.qaNaThreshold());
  }

  /** Where the original looks for a split, and the same compressed. */
  private List<Path> places(String split) {
    boolean debugFile = config.debug() && format != QaFormat.MRQA;
    String file = split + (debugFile ? "-debug" : "") + "." + format.extension();
    Path directory = config.rawDataDir(name);
    return List.of(directory.resolve(file), directory.resolve(file + ".gz"));
  }

  @Override
  public Path file(String split) {
    List<Path> places = places(split);
    return places.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "no file %s or %s, the split %s of task %s"
                        .formatted(places.get(0), places.get(1).getFileName(), split, name)));
  }
}
