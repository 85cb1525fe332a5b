package org.electra4j.finetuning.classification;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.results.TestPredictions;
import org.electra4j.finetuning.task.Example;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.TargetRange;
import org.electra4j.finetuning.task.Task;
import org.electra4j.finetuning.task.TaskHead;
import org.electra4j.finetuning.task.TextPredictor;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Sha256;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.electra4j.tokenization.Tokenizer;
import org.electra4j.tokenization.Vocabulary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task with one output an example: a label, or a number (original: {@code SingleOutputTask} and
 * the classes that derive from it). Safe for use by several threads.
 */
public final class SingleOutputTask implements Task {
  private static final Logger LOG = LoggerFactory.getLogger(SingleOutputTask.class);
  private static final String TRAIN = "train";
  private static final int DEBUG_LINES = 100;

  private final TaskDescription description;
  private final FinetuningConfig config;
  private final Vocabulary vocabulary;
  private final TextPairEncoder encoder;

  /** The described task, its files where the configuration says. */
  SingleOutputTask(TaskDescription description, FinetuningConfig config, Tokenizer tokenizer) {
    this.description = description;
    this.config = config;
    this.vocabulary = tokenizer.vocabulary();
    this.encoder = new TextPairEncoder(tokenizer, config.maxSeqLength());
  }

  @Override
  public String name() {
    return description.name();
  }

  /** The labels in the order of their ids; empty for a regression. */
  public List<String> labels() {
    return description.labels();
  }

  /** The labels of a regression, absent for a classification. */
  public Optional<TargetRange> range() {
    return description.range();
  }

  /** Whether a number is predicted instead of a label. */
  public boolean isRegression() {
    return range().isPresent();
  }

  @Override
  public List<String> evalSplits() {
    return description.evalSplits();
  }

  @Override
  public List<String> testSplits() {
    return description.testSplits();
  }

  @Override
  public TaskHead head() {
    return isRegression()
        ? new RegressionHead(name())
        : new ClassificationHead(name(), labels().size());
  }

  @Override
  public Scorer scorer(String split) {
    return description.scorer().get();
  }

  @Override
  public Path file(String split) {
    return file(split, layout(split));
  }

  @Override
  public List<ClassificationExample> examples(String split) {
    return examples(split, LOG::warn);
  }

  /** The examples of a split; {@code log} takes the lines about skipped rows. */
  public List<ClassificationExample> examples(String split, Consumer<String> log) {
    SplitLayout layout = layout(split);
    Path file = file(split, layout);
    ExampleReader reader =
        new ExampleReader(
            description,
            layout.rows(),
            file,
            config.debug() ? DEBUG_LINES : Integer.MAX_VALUE,
            config.strict(),
            log);
    List<ClassificationExample> examples = new ArrayList<>(reader.read(0, false));
    int skipped = reader.skipped();
    if (examples.isEmpty()) {
      throw new BadInputException(
          "%s: no examples in %s, expected rows with %s"
              .formatted(
                  file,
                  skipped == 0 ? "an empty file" : skipped + " rows",
                  layout.rows().describe()));
    }
    if (isDoubled(split)) {
      // Numbered from the number of examples and not of rows, so some repeat (quirk 19).
      examples.addAll(reader.read(examples.size(), true));
    }
    if (skipped > 0) {
      LOG.warn("{} of {} rows skipped in {}", skipped, rows(examples, skipped, split), file);
    }
    return examples;
  }

  @Override
  public List<FeaturizedExample> featurize(Example example, boolean training) {
    return List.of(featurize((ClassificationExample) example));
  }

  /**
   * The features of an example. A null label, as of text to predict, gives those of the stand-in.
   *
   * @throws BadInputException if the task does not have the label
   */
  public FeaturizedExample featurize(ClassificationExample example) {
    TextPairEncoder.Encoded encoded = encoder.encode(example.textA(), example.textB());
    return new FeaturizedExample(
        config.taskNames().indexOf(name()),
        example.eid(),
        encoded.inputIds(),
        encoded.segmentIds(),
        isRegression()
            ? Map.of()
            : Map.of(ClassificationHead.LABELS, new int[] {labelId(example.label())}),
        isRegression()
            ? Map.of(RegressionHead.TARGETS, new float[] {target(example.label())})
            : Map.of());
  }

  @Override
  public List<String> describe(Example example, FeaturizedExample features) {
    String tokens =
        IntStream.of(features.inputIds())
            .mapToObj(vocabulary::token)
            .collect(Collectors.joining(" "));
    String label;
    if (isRegression()) {
      label = String.valueOf(features.floats(RegressionHead.TARGETS, 1)[0]);
    } else {
      int id = features.ints(ClassificationHead.LABELS, 1)[0];
      label = "%s (id = %d)".formatted(labels().get(id), id);
    }
    return List.of(
        "  Example " + example.eid(),
        "    tokens: " + tokens,
        "    input_ids: " + numbers(features.inputIds()),
        "    segment_ids: " + numbers(features.segmentIds()),
        "    label: " + label);
  }

  @Override
  public String fingerprint(String split) {
    SplitLayout layout = layout(split);
    return String.join(
        "\n",
        name(),
        split,
        String.join("\t", labels()),
        range().toString(),
        layout.toString(),
        Sha256.of(file(split, layout)),
        "doubled " + isDoubled(split),
        "debug " + config.debug(),
        "vocabulary " + vocabularyHash(),
        "do_lower_case " + config.doLowerCase(),
        "max_seq_length " + config.maxSeqLength());
  }

  /** The ids of WordPiece follow from the tokens alone; of others the whole file counts. */
  private String vocabularyHash() {
    Path file = Path.of(config.vocabFile());
    return Tokenizer.isWordPiece(file)
        ? Sha256.of(String.join("\n", vocabulary.tokens()))
        : Sha256.of(file);
  }

  @Override
  public Path writePredictions(String split, int trial, List<EvalOutput> outputs) {
    Path file = TestPredictions.file(config.testPredictions(), name(), split, trial);
    if (isRegression()) {
      TestPredictions.writeNumbers(file, description.range().orElseThrow(), outputs);
    } else {
      TestPredictions.writeLabels(file, labels(), outputs);
    }
    return file;
  }

  @Override
  public TextPredictor textPredictor() {
    return new TextPairPredictor(this);
  }

  private boolean isDoubled(String split) {
    return description.symmetric() && config.doubleUnordered() && split.equals(TRAIN);
  }

  private int rows(List<ClassificationExample> examples, int skipped, String split) {
    return (isDoubled(split) ? examples.size() / 2 : examples.size()) + skipped;
  }

  private SplitLayout layout(String split) {
    SplitLayout layout = description.splits().get(split);
    if (layout == null) {
      throw new BadInputException(
          "task %s has no split %s, expected one of %s"
              .formatted(name(), split, String.join(", ", description.splits().keySet())));
    }
    return layout;
  }

  private Path file(String split, SplitLayout layout) {
    List<Path> places =
        layout.folders().stream().map(f -> config.rawDataDir(f).resolve(layout.file())).toList();
    return places.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> missing(split, places.get(0)));
  }

  private BadInputException missing(String split, Path expected) {
    boolean hasDirectory = Files.isDirectory(expected.getParent());
    return new BadInputException(
        "no %s: expected %s, the split %s of task %s"
            .formatted(
                hasDirectory
                    ? "file " + expected.getFileName()
                    : "directory " + expected.getParent(),
                expected,
                split,
                name()));
  }

  private int labelId(String label) {
    int id = label == null ? 0 : labels().indexOf(label);
    if (id < 0) {
      throw new BadInputException(
          "label '%s' is not one of task %s, expected one of %s"
              .formatted(label, name(), String.join(", ", labels())));
    }
    return id;
  }

  private float target(String label) {
    TargetRange range = description.range().orElseThrow();
    if (label == null) {
      return 0;
    }
    return (float)
        range.target(
            range
                .parse(label)
                .orElseThrow(
                    () ->
                        new BadInputException(
                            "label '%s' is not one of task %s, expected a number from %s to %s"
                                .formatted(label, name(), range.min(), range.max()))));
  }

  private static String numbers(int[] values) {
    return IntStream.of(values).mapToObj(String::valueOf).collect(Collectors.joining(" "));
  }
}
