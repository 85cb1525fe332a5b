package org.electra4j.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.MaskedInputs;
import org.electra4j.data.Masking;
import org.electra4j.data.RandomBatches;
import org.electra4j.finetuning.FinetuningBatch;
import org.electra4j.finetuning.FinetuningSession;
import org.electra4j.finetuning.classification.ClassificationHead;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.pretraining.PretrainingSession;
import org.electra4j.tokenization.Vocabulary;

/**
 * How long the steps of a study take on this machine, measured on random tokens.
 *
 * @param pretraining seconds a step, by run
 * @param finetuning seconds a step, by task
 * @param session seconds until a fine-tuning's first step
 */
record Speeds(Map<String, Double> pretraining, Map<String, Double> finetuning, double session) {
  private static final double NANOS = 1e9;
  private static final int TIMED = 3;

  /** The first two steps make room in memory. */
  private static final int WARM_UP = 2;

  /** Rows are padded to multiples of this. */
  private static final int LENGTH_STEP = 8;

  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  /**
   * Measures a few steps of each pretraining and of a fine-tuning at the lengths of its tasks.
   *
   * @param runs by name
   * @param tasks the configuration of one fine-tuning of each task
   * @param sizes of the tasks
   */
  static Speeds measure(
      Map<String, PretrainingConfig> runs,
      Map<String, FinetuningConfig> tasks,
      Map<String, TaskSize> sizes) {
    Map<String, Double> pretraining = new TreeMap<>();
    runs.forEach((name, config) -> pretraining.put(name, pretrainingStep(config)));
    Map<String, Double> finetuning = new TreeMap<>();
    double session = 0;
    if (!tasks.isEmpty()) {
      FinetuningConfig config = tasks.values().iterator().next();
      long start = System.nanoTime();
      try (FinetuningSession opened =
          FinetuningSession.forTraining(
              config, List.of(new ClassificationHead("speed", 2)), name -> 1)) {
        opened.variables().initialize(0);
        session = seconds(start);
        tasks.forEach(
            (task, c) -> {
              int longest = Math.min(c.maxSeqLength(), round(sizes.get(task).tokens()));
              finetuning.put(task, finetuningStep(config, opened, longest));
            });
      }
    }
    return new Speeds(pretraining, finetuning, session);
  }

  private static int round(double tokens) {
    return (int) Math.ceil(tokens / LENGTH_STEP) * LENGTH_STEP;
  }

  private static double pretrainingStep(PretrainingConfig config) {
    List<String> tokens = new ArrayList<>(SPECIAL);
    for (int i = tokens.size(); i < config.vocabSize(); i++) {
      tokens.add("[unused" + i + "]");
    }
    Vocabulary vocabulary = Vocabulary.of(tokens, "the vocabulary of a measurement");
    MaskedInputs batch =
        RandomBatches.masked(
                1,
                config.trainBatchSize(),
                config.maxSeqLength(),
                config.vocabSize(),
                new Masking(vocabulary, config.maskProb(), config.maxPredictionsPerSeq()))
            .get(0);
    try (PretrainingSession session = PretrainingSession.forTraining(config, vocabulary)) {
      session.variables().initialize(0);
      return seconds(step -> session.train(batch, step, 0, step, false));
    }
  }

  private static double finetuningStep(
      FinetuningConfig config, FinetuningSession session, int length) {
    SplittableRandom random = new SplittableRandom(length);
    List<FeaturizedExample> examples = new ArrayList<>();
    for (int i = 0; i < config.trainBatchSize(); i++) {
      int[] ids = random.ints(length, 0, config.vocabSize()).toArray();
      Map<String, int[]> label = Map.of(ClassificationHead.LABELS, new int[] {i % 2});
      examples.add(new FeaturizedExample(0, i, ids, new int[length], label, Map.of()));
    }
    FinetuningBatch batch = FinetuningBatch.of(examples, examples.size(), length, 1);
    return seconds(step -> session.train(batch, step, 0, step));
  }

  /** Trains a step, from 1 on. */
  private interface Step {
    void run(int step);
  }

  /** The median of some steps after others. */
  private static double seconds(Step action) {
    List<Double> seconds = new ArrayList<>();
    for (int step = 1; step <= WARM_UP + TIMED; step++) {
      long start = System.nanoTime();
      action.run(step);
      seconds.add(seconds(start));
    }
    List<Double> timed = new ArrayList<>(seconds.subList(WARM_UP, seconds.size()));
    timed.sort(Comparator.naturalOrder());
    return timed.get(TIMED / 2);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / NANOS;
  }
}
