package org.electra4j.cli.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.MaskedInputs;
import org.electra4j.data.Masking;
import org.electra4j.data.RandomBatches;
import org.electra4j.pretraining.PretrainingSession;
import org.electra4j.tokenization.Vocabulary;
import org.tensorflow.TensorFlow;

/**
 * How fast training steps are, dropout and optimiser included, on batches of random tokens that are
 * there beforehand (in a real run a thread makes them ahead of the step).
 */
public final class PretrainingBenchmark {
  private static final int BATCHES = 4;

  private PretrainingBenchmark() {}

  /**
   * Three rows: loading TensorFlow (once in a process), building the graph (once), and a step.
   *
   * @param hparams of the run: sizes, batch, length, precision
   */
  public static List<BenchmarkRow> run(ObjectNode hparams, int repeats) throws Exception {
    PretrainingConfig config = PretrainingConfig.of("benchmark", Path.of(""), hparams);
    Vocabulary vocabulary =
        Vocabulary.of(BenchmarkText.tokens(config.vocabSize()), "the benchmark's vocabulary");
    List<MaskedInputs> batches = batches(config, vocabulary);
    int batch = config.trainBatchSize();
    int length = config.maxSeqLength();
    List<BenchmarkRow> rows = new ArrayList<>();
    long load = System.nanoTime();
    TensorFlow.version();
    long start = System.nanoTime();
    Timing loaded = new Timing(List.of((start - load) / 1e9));
    rows.add(BenchmarkRow.ofSeconds("native libraries load", null, null, loaded));
    try (PretrainingSession session = PretrainingSession.forTraining(config, vocabulary)) {
      Timing built = new Timing(List.of((System.nanoTime() - start) / 1e9));
      rows.add(BenchmarkRow.ofSeconds("graph build", batch, length, built));
      session.variables().initialize(config.seed());
      int[] step = {0};
      Timing steps =
          Timing.of(
              repeats,
              () -> {
                MaskedInputs next = batches.get(step[0]++ % BATCHES);
                session.train(next, step[0], (float) config.learningRate(), step[0], false);
              });
      rows.add(
          BenchmarkRow.ofSteps(
              config.modelSize() + " training step", batch, length, config.precision(), steps));
    }
    return rows;
  }

  /** Batches of random tokens, masked. */
  static List<MaskedInputs> batches(PretrainingConfig config, Vocabulary vocabulary) {
    Masking masking = new Masking(vocabulary, config.maskProb(), config.maxPredictionsPerSeq());
    return RandomBatches.masked(
        BATCHES, config.trainBatchSize(), config.maxSeqLength(), config.vocabSize(), masking);
  }
}
