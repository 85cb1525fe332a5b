package org.electra4j.cli.benchmark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.electra4j.data.Masking;
import org.electra4j.data.PrefetchingBatches;
import org.electra4j.data.PretrainingBatches;
import org.electra4j.data.PretrainingExample;
import org.electra4j.data.PretrainingExampleCodec;
import org.electra4j.data.PretrainingRecords;
import org.electra4j.data.TfRecordWriter;
import org.electra4j.tokenization.Vocabulary;

/**
 * How fast TFRecords become masked batches, as the thread ahead of a training makes them: order,
 * checksums, parsing, checks, masks; there is no model.
 */
public final class BatchesBenchmark {
  private static final int RECORDS = 20_000;
  private static final int VOCABULARY = 30_522;
  private static final double MASK_PROB = 0.15;
  private static final int BATCHES_OF_A_REPEAT = 100;
  private static final int BATCHES_AHEAD = 4;

  private BatchesBenchmark() {}

  /**
   * One row; a repeat is a hundred batches, of which the time of one is given.
   *
   * @param scratch where records of random tokens are written
   */
  public static List<BenchmarkRow> run(int batch, int length, int repeats, Path scratch)
      throws Exception {
    Vocabulary vocabulary =
        Vocabulary.of(BenchmarkText.tokens(VOCABULARY), "the benchmark's vocabulary");
    Path file = scratch.resolve("records.tfrecord");
    write(file, length);
    int predictions = Math.max(1, (int) ((MASK_PROB + 0.005) * length));
    List<Double> seconds = new ArrayList<>();
    try (PretrainingRecords records = PretrainingRecords.open(List.of(file), length, VOCABULARY);
        PrefetchingBatches batches =
            new PrefetchingBatches(
                new PretrainingBatches(
                    records, batch, new Masking(vocabulary, MASK_PROB, predictions), 0),
                0,
                BATCHES_AHEAD)) {
      for (int repeat = 0; repeat <= repeats; repeat++) {
        long start = System.nanoTime();
        for (int i = 0; i < BATCHES_OF_A_REPEAT; i++) {
          batches.next();
        }
        if (repeat > 0) {
          seconds.add((System.nanoTime() - start) / 1e9 / BATCHES_OF_A_REPEAT);
        }
      }
    }
    return List.of(
        BenchmarkRow.ofSteps("masked batches", batch, length, null, new Timing(seconds)));
  }

  /** Rows of which a tenth is padding. */
  private static void write(Path file, int length) throws IOException {
    PretrainingExampleCodec codec = new PretrainingExampleCodec(length);
    SplittableRandom random = new SplittableRandom(0);
    try (TfRecordWriter writer =
        new TfRecordWriter(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (int i = 0; i < RECORDS; i++) {
        int tokens = length - random.nextInt(length / 5 + 1);
        int[] ids = Arrays.copyOf(random.ints(tokens, 0, VOCABULARY).toArray(), length);
        int[] mask = new int[length];
        Arrays.fill(mask, 0, tokens, 1);
        int[] segments = new int[length];
        Arrays.fill(segments, tokens / 2, tokens, 1);
        writer.write(codec.encode(new PretrainingExample(ids, mask, segments)));
      }
    }
  }
}
