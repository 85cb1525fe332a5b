package org.electra4j.cli.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.electra4j.data.BuildProgress;
import org.electra4j.data.DatasetBuilder;
import org.electra4j.data.DatasetOptions;
import org.electra4j.data.DatasetOutput;
import org.electra4j.data.TextCorpus;
import org.electra4j.io.AtomicFiles;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;

/**
 * The time from the start of a process to the first finished training step: a fresh JVM, all of
 * {@code run-pretraining}, until its first progress line.
 */
public final class StartupBenchmark {
  private static final Pattern FIRST_STEP = Pattern.compile("^1/\\d+ .*");

  private StartupBenchmark() {}

  /**
   * Measures it.
   *
   * @param electra the command line that starts this program in a fresh process
   * @param hparams of the run: sizes, batch, length, precision
   */
  public static List<BenchmarkRow> run(
      List<String> electra, ObjectNode hparams, int repeats, Path scratch) throws Exception {
    int length = hparams.get("max_seq_length").intValue();
    prepareData(hparams.get("vocab_size").intValue(), length, scratch);
    hparams.put("num_train_steps", 1000);
    hparams.put("log_steps", 1);
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < repeats; i++) {
      List<String> command = new ArrayList<>(electra);
      command.addAll(List.of("run-pretraining", "--data-dir", scratch.toString()));
      command.addAll(List.of("--model-name", "run-" + i, "--hparams", hparams.toString()));
      seconds.add(secondsToFirstStep(command));
    }
    int batch = hparams.get("train_batch_size").intValue();
    return List.of(
        BenchmarkRow.ofSeconds("process start to first step", batch, length, new Timing(seconds)));
  }

  private static void prepareData(int vocabSize, int maxSeqLength, Path scratch)
      throws InterruptedException {
    List<String> tokens = BenchmarkText.tokens(vocabSize);
    AtomicFiles.writeString(scratch.resolve("vocab.txt"), String.join("\n", tokens) + "\n");
    BenchmarkText.write(scratch.resolve("corpus"));
    DatasetBuilder.build(
        TextCorpus.of(scratch.resolve("corpus")),
        new FullTokenizer(Vocabulary.of(tokens, "vocab.txt"), TextNormalization.UNCASED),
        new DatasetOptions(maxSeqLength, 1, 1, true, 0),
        new DatasetOutput(scratch.resolve("pretrain_tfrecords"), false),
        new BuildProgress());
  }

  private static double secondsToFirstStep(List<String> command) throws IOException {
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader lines = process.inputReader()) {
      String last = "no output";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (FIRST_STEP.matcher(line).matches()) {
          return (System.nanoTime() - start) / 1e9;
        }
        last = line;
      }
      throw new IllegalStateException("the training ended before its first step: " + last);
    } finally {
      process.destroyForcibly();
    }
  }
}
