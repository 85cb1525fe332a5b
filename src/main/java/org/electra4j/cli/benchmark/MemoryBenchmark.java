package org.electra4j.cli.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.config.PretrainingConfig;
import org.electra4j.data.MaskedInputs;
import org.electra4j.io.AtomicFiles;
import org.electra4j.pretraining.PretrainingSession;
import org.electra4j.tokenization.Vocabulary;

/** How much memory pretraining holds as it goes on: it must not grow from step to step. */
public final class MemoryBenchmark {
  private static final int SAMPLES = 200;

  /**
   * Resident memory.
   *
   * @param step number of steps done
   * @param mb megabytes
   */
  record Sample(int step, double mb) {}

  private MemoryBenchmark() {}

  /**
   * Runs so many steps; {@code memory.tsv} and {@code memory.svg} in {@code out} hold what was
   * resident during them.
   *
   * @param hparams of the run: sizes, batch, length, precision
   */
  public static List<BenchmarkRow> run(ObjectNode hparams, int steps, Path out) {
    PretrainingConfig config = PretrainingConfig.of("benchmark", Path.of(""), hparams);
    Vocabulary vocabulary =
        Vocabulary.of(BenchmarkText.tokens(config.vocabSize()), "the benchmark's vocabulary");
    List<MaskedInputs> batches = PretrainingBenchmark.batches(config, vocabulary);
    long pid = ProcessHandle.current().pid();
    int every = Math.max(1, steps / SAMPLES);
    List<Sample> samples = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    try (PretrainingSession session = PretrainingSession.forTraining(config, vocabulary)) {
      session.variables().initialize(config.seed());
      for (int step = 0; step < steps; step++) {
        MaskedInputs next = batches.get(step % batches.size());
        long start = System.nanoTime();
        session.train(next, step, (float) config.learningRate(), step + 1, false);
        seconds.add((System.nanoTime() - start) / 1e9);
        if ((step + 1) % every == 0) {
          samples.add(new Sample(step + 1, ResidentMemory.nowMb(pid)));
        }
      }
    }
    write(samples, out);
    return List.of(
        BenchmarkRow.ofMemory(
            config.modelSize() + ", memory of " + steps + " steps",
            config.trainBatchSize(),
            config.maxSeqLength(),
            config.precision(),
            new Timing(seconds),
            ResidentMemory.peakMb(pid)));
  }

  private static void write(List<Sample> samples, Path out) {
    StringBuilder table = new StringBuilder("step\tresident_mb\n");
    samples.forEach(s -> table.append(s.step()).append('\t').append(s.mb()).append('\n'));
    AtomicFiles.writeString(out.resolve("memory.tsv"), table.toString());
    AtomicFiles.writeString(out.resolve("memory.svg"), MemoryPlot.svg(samples));
  }
}
