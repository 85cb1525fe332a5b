package org.electra4j.finetuning.preprocessing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.data.PythonRandom;
import org.electra4j.finetuning.task.Example;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The features of the tasks of a run, from their files or from records that an earlier run made of
 * the same files (original: {@code Preprocessor}).
 */
public final class Preprocessor {
  private static final Logger LOG = LoggerFactory.getLogger(Preprocessor.class);

  /** Goes up with every change of what is made of the same input. */
  private static final String VERSION = "2";

  private static final String TRAIN = "train";
  private static final int LOG_EVERY = 20_000;

  private final FinetuningConfig config;
  private final List<Task> tasks;
  private final FeaturesCodec codec;

  /** A preprocessor of the tasks of the configuration, in the order of their ids. */
  public Preprocessor(FinetuningConfig config, List<Task> tasks) {
    this.config = config;
    this.tasks = List.copyOf(tasks);
    this.codec = new FeaturesCodec(tasks, config.maxSeqLength());
  }

  /**
   * The training examples of all tasks, shuffled with the seed of the configuration; of these the
   * first {@code train_fraction}.
   *
   * @throws org.electra4j.io.BadInputException if a file of a task is missing or wrong
   */
  public List<FeaturizedExample> prepareTrain() {
    return prepare(tasks, TRAIN, config.trainBatchSize());
  }

  /**
   * The examples of a split of one task, in the order of its file.
   *
   * @throws org.electra4j.io.BadInputException if the file is missing or wrong
   */
  public List<FeaturizedExample> preparePredict(Task task, String split) {
    return prepare(List.of(task), split, config.evalBatchSize());
  }

  private List<FeaturizedExample> prepare(List<Task> of, String split, int batchSize) {
    String name = of.stream().map(Task::name).sorted().collect(Collectors.joining("_"));
    name += "_" + split;
    LOG.info("Loading dataset {}", name);
    RecordCache cache = new RecordCache(codec, Path.of(config.preprocessedDataDir()), name);
    String input = Sha256.of(describe(of, split, batchSize));
    List<FeaturizedExample> examples =
        config.useTfrecordsIfExisting() ? cache.read(input).orElse(null) : null;
    if (examples == null) {
      examples = make(of, split);
      // The records fill up the last batch; the original reads none that does not.
      while (examples.size() % batchSize != 0) {
        examples.add(FeaturizedExample.padding(tasks.size()));
      }
      cache.write(input, examples);
    }
    return examples.stream().filter(example -> example.taskId() < tasks.size()).toList();
  }

  private List<FeaturizedExample> make(List<Task> of, String split) {
    record Source(Task task, Example example) {}

    List<Source> sources = new ArrayList<>();
    for (Task task : of) {
      task.examples(split).forEach(example -> sources.add(new Source(task, example)));
    }
    int used = sources.size();
    if (split.equals(TRAIN)) {
      new PythonRandom(config.seed()).shuffle(sources);
      used = (int) Math.max(1, Math.round(used * config.trainFraction()));
    }
    List<FeaturizedExample> features = new ArrayList<>();
    for (int i = 0; i < used; i++) {
      if (i % LOG_EVERY == 0) {
        LOG.info("Writing example {} of {}", i, used);
      }
      Source source = sources.get(i);
      List<FeaturizedExample> made = source.task().featurize(source.example(), split.equals(TRAIN));
      if (config.logExamples() && features.isEmpty() && !made.isEmpty()) {
        source.task().describe(source.example(), made.get(0)).forEach(LOG::info);
      }
      features.addAll(made);
    }
    return features;
  }

  /** Everything that has a part in the records. */
  private String describe(List<Task> of, String split, int batchSize) {
    List<String> parts = new ArrayList<>();
    parts.add("version " + VERSION);
    parts.add("task_names " + config.taskNames());
    parts.add("features " + tasks.stream().map(Task::featureSpecs).toList());
    parts.add("batch " + batchSize);
    parts.add("strict " + config.strict());
    if (split.equals(TRAIN)) {
      parts.add("seed " + config.seed());
      parts.add("train_fraction " + config.trainFraction());
    }
    of.forEach(task -> parts.add(task.fingerprint(split)));
    return String.join("\n", parts);
  }
}
