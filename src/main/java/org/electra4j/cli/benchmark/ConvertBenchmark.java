package org.electra4j.cli.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorBundleWriter;
import org.electra4j.config.TransformerConfig;
import org.electra4j.io.Json;

/**
 * Conversion of a discriminator of random weights, from the start of a process to its end: to
 * Hugging Face's format and back.
 */
public final class ConvertBenchmark {
  private static final int VOCAB_SIZE = 30522;
  private static final int SMALL_EMBEDDING = 128;
  private static final long POLL_MS = 5;

  private final SplittableRandom random = new SplittableRandom(1);
  private final List<NamedTensor> tensors = new ArrayList<>();

  private ConvertBenchmark() {}

  /**
   * Measures it.
   *
   * @param electra the command line that starts this program in a fresh process
   * @param modelSize small, base or large
   */
  public static List<BenchmarkRow> run(
      List<String> electra, String modelSize, int repeats, Path scratch)
      throws IOException, InterruptedException {
    TransformerConfig config =
        TransformerConfig.forModelSize(modelSize, VOCAB_SIZE, Json.mapper().createObjectNode());
    Path original = scratch.resolve("original");
    new ConvertBenchmark()
        .write(original, config, modelSize.equals("small") ? SMALL_EMBEDDING : config.hiddenSize());
    Path huggingFace = scratch.resolve("hf");
    long bytes = Files.size(scratch.resolve("original.data-00000-of-00001"));
    return List.of(
        row(electra, "tf to hf", original, huggingFace, "hf", bytes, repeats),
        row(electra, "hf to tf", huggingFace, scratch.resolve("back"), "tf", bytes, repeats));
  }

  private static BenchmarkRow row(
      List<String> electra, String name, Path from, Path to, String format, long bytes, int repeats)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(electra);
    command.addAll(List.of("convert-checkpoint", "--from", from.toString()));
    command.addAll(List.of("--to", to.toString(), "--format", format));
    List<Double> seconds = new ArrayList<>();
    double peak = 0;
    for (int i = 0; i < repeats; i++) {
      long start = System.nanoTime();
      peak = Math.max(peak, peakMb(command));
      seconds.add((System.nanoTime() - start) / 1e9);
    }
    return BenchmarkRow.ofProcess("convert " + name, bytes, new Timing(seconds), peak);
  }

  /** Runs to the end and returns the largest resident memory that Linux tells of the process. */
  private static double peakMb(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    double peak = 0;
    while (process.isAlive()) {
      peak = Math.max(peak, ResidentMemory.peakMb(process.pid()));
      Thread.sleep(POLL_MS);
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException("the conversion ended with status " + process.exitValue());
    }
    return peak;
  }

  private void write(Path prefix, TransformerConfig config, int embedding) {
    int hidden = config.hiddenSize();
    add("electra/embeddings/word_embeddings", VOCAB_SIZE, embedding);
    add("electra/embeddings/position_embeddings", config.maxPositionEmbeddings(), embedding);
    add("electra/embeddings/token_type_embeddings", config.typeVocabSize(), embedding);
    norm("electra/embeddings", embedding);
    if (embedding != hidden) {
      dense("electra/embeddings_project", embedding, hidden);
    }
    for (int i = 0; i < config.numHiddenLayers(); i++) {
      String layer = "electra/encoder/layer_" + i;
      for (String name : List.of("query", "key", "value")) {
        dense(layer + "/attention/self/" + name, hidden, hidden);
      }
      dense(layer + "/attention/output/dense", hidden, hidden);
      norm(layer + "/attention/output", hidden);
      dense(layer + "/intermediate/dense", hidden, config.intermediateSize());
      dense(layer + "/output/dense", config.intermediateSize(), hidden);
      norm(layer + "/output", hidden);
    }
    dense("discriminator_predictions/dense", hidden, hidden);
    dense("discriminator_predictions/dense_1", hidden, 1);
    TensorBundleWriter.write(prefix, tensors);
  }

  private void dense(String name, int in, int out) {
    add(name + "/kernel", in, out);
    add(name + "/bias", out);
  }

  private void norm(String name, int width) {
    add(name + "/LayerNorm/gamma", width);
    add(name + "/LayerNorm/beta", width);
  }

  private void add(String name, long... shape) {
    long size = 1;
    for (long dimension : shape) {
      size *= dimension;
    }
    float[] values = new float[(int) size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() - 0.5);
    }
    tensors.add(NamedTensor.ofFloats(name, shape, values));
  }
}
