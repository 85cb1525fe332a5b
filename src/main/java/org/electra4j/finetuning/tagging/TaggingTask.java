package org.electra4j.finetuning.tagging;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
import org.electra4j.metrics.EntityLevelF1Scorer;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.electra4j.metrics.WordAccuracyScorer;
import org.electra4j.tokenization.Vocabulary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task that labels the words of sentences (original: {@code TaggingTask}). */
public final class TaggingTask implements Task {
  private static final Logger LOG = LoggerFactory.getLogger(TaggingTask.class);
  private static final int DEBUG_SENTENCES = 101;

  private final TaggingDescription description;
  private final FinetuningConfig config;
  private final Vocabulary vocabulary;
  private final SentenceEncoder encoder;
  private List<String> labels;

  /** The described task, its files where the configuration says. */
  TaggingTask(TaggingDescription description, FinetuningConfig config, Vocabulary vocabulary) {
    this.description = description;
    this.config = config;
    this.vocabulary = vocabulary;
    this.encoder =
        new SentenceEncoder(
            vocabulary,
            description.lowerCase(),
            config.maxSeqLength(),
            description.originalTruncation());
  }

  @Override
  public String name() {
    return description.name();
  }

  /**
   * The labels in the order of their ids.
   *
   * @throws BadInputException if neither the task's files nor a model's labels are there
   */
  public synchronized List<String> labels() {
    if (labels == null) {
      labels = findLabels();
    }
    return labels;
  }

  private List<String> findLabels() {
    Path kept =
        Path.of(config.preprocessedDataDir())
            .resolve((config.debug() ? "debug_" : "") + name() + "_label_mapping.json");
    if (!Files.exists(file("train")) && Files.exists(kept)) {
      return TagLabels.read(kept);
    }
    requireFile("train");
    List<TaggingExample> all = new ArrayList<>();
    for (String split : description.splits().keySet()) {
      if (Files.exists(file(split))) {
        all.addAll(read(split));
      }
    }
    List<String> found = TagLabels.of(all);
    TagLabels.write(kept, found);
    return found;
  }

  @Override
  public List<String> evalSplits() {
    return description.splits("dev");
  }

  @Override
  public List<String> testSplits() {
    return description.splits("test");
  }

  @Override
  public TaskHead head() {
    return new TaggingHead(name(), labels().size());
  }

  @Override
  public Scorer scorer(String split) {
    return description.scheme().hasSpans()
        ? new EntityLevelF1Scorer(labels(), description.decoding())
        : new WordAccuracyScorer(WordAccuracyScorer.NO_LABEL);
  }

  @Override
  public List<TaggingExample> examples(String split) {
    requireFile(split);
    List<TaggingExample> examples = read(split);
    if (examples.isEmpty()) {
      throw new BadInputException(
          file(split)
              + ": no sentences, expected a word a line and a blank line behind each sentence");
    }
    long words = examples.stream().mapToLong(e -> e.words().size()).sum();
    long kept =
        examples.stream().mapToLong(e -> encoder.encode(e.words()).positions().length).sum();
    if (kept < words) {
      LOG.warn(
          "{} of {} words lie beyond max_seq_length {} in {}; they are neither trained on nor"
              + " scored",
          words - kept,
          words,
          config.maxSeqLength(),
          file(split));
    }
    return examples;
  }

  private List<TaggingExample> read(String split) {
    return new ConllReader(description, description.splits().get(split), file(split))
        .read(config.debug() ? DEBUG_SENTENCES : Integer.MAX_VALUE);
  }

  @Override
  public Path file(String split) {
    TaggingDescription.Columns columns = description.splits().get(split);
    if (columns == null) {
      throw new BadInputException(
          "task %s has no split %s, expected one of %s"
              .formatted(name(), split, String.join(", ", description.splits().keySet())));
    }
    return config.rawDataDir(name()).resolve(columns.file());
  }

  private void requireFile(String split) {
    if (!Files.isRegularFile(file(split))) {
      throw new BadInputException(
          "no file %s, the split %s of task %s".formatted(file(split), split, name()));
    }
  }

  @Override
  public List<FeaturizedExample> featurize(Example example, boolean training) {
    TaggingExample sentence = (TaggingExample) example;
    SentenceEncoder.Encoded encoded = encoder.encode(sentence.words());
    int[] segmentIds = new int[encoded.inputIds().length];
    Arrays.fill(segmentIds, 1); // quirk 20
    float[] mask = new float[encoded.positions().length];
    Arrays.fill(mask, 1);
    int[] labelIds =
        sentence.tags().stream().limit(config.maxSeqLength()).mapToInt(this::labelId).toArray();
    return List.of(
        new FeaturizedExample(
            config.taskNames().indexOf(name()),
            sentence.eid(),
            encoded.inputIds(),
            segmentIds,
            Map.of(
                TaggingHead.LABELS,
                sentence.tags().isEmpty() ? new int[mask.length] : labelIds,
                TaggingHead.POSITIONS,
                encoded.positions()),
            Map.of(TaggingHead.MASK, mask)));
  }

  private int labelId(String tag) {
    int id = labels().indexOf(tag);
    if (id < 0) {
      throw new BadInputException(
          "tag '%s' is not one of task %s, expected one of %s"
              .formatted(tag, name(), String.join(", ", labels())));
    }
    return id;
  }

  @Override
  public List<String> describe(Example example, FeaturizedExample features) {
    String tokens =
        IntStream.of(features.inputIds())
            .mapToObj(vocabulary::token)
            .collect(Collectors.joining(" "));
    return List.of(
        "  Example " + example.eid(),
        "    tokens: " + tokens,
        "    tags: " + String.join(" ", ((TaggingExample) example).tags()));
  }

  @Override
  public String fingerprint(String split) {
    requireFile(split);
    return String.join(
        "\n",
        description.toString(),
        split,
        Sha256.of(file(split)),
        String.join("\t", labels()),
        "debug " + config.debug(),
        "vocabulary " + Sha256.of(String.join("\n", vocabulary.tokens())),
        "max_seq_length " + config.maxSeqLength());
  }

  @Override
  public Path writePredictions(String split, int trial, List<EvalOutput> outputs) {
    Path tsv = TestPredictions.file(config.testPredictions(), name(), split, trial);
    Path file = Path.of(tsv.toString().replaceFirst("\\.tsv$", ".conll"));
    TaggedSentences.write(file, examples(split), outputs.stream().map(this::tags).toList());
    return file;
  }

  @Override
  public TextPredictor textPredictor() {
    return new TaggingPredictor(this, description.scheme().hasSpans(), description.decoding());
  }

  /** The predicted tags of the words that were read. */
  List<String> tags(EvalOutput output) {
    int words = 0;
    for (float mask : output.floats().get(TaggingHead.MASK)) {
      words += mask > 0 ? 1 : 0;
    }
    return Arrays.stream(output.ints().get(TaggingHead.PREDICTIONS))
        .limit(words)
        .mapToObj(labels()::get)
        .toList();
  }
}
