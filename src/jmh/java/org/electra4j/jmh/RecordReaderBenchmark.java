package org.electra4j.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.electra4j.data.PretrainingExample;
import org.electra4j.data.PretrainingExampleCodec;
import org.electra4j.data.PretrainingRecords;
import org.electra4j.data.TfRecordWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A pretraining example of 128 tokens from a record file, checksum and parsing included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordReaderBenchmark {
  private static final int LENGTH = 128;
  private static final int RECORDS = 4096;
  private static final int VOCABULARY = 30522;

  private Path file;
  private PretrainingRecords records;
  private long next;

  @Setup
  public void prepare() throws IOException {
    file = Files.createTempFile("records", ".tfrecord");
    PretrainingExampleCodec codec = new PretrainingExampleCodec(LENGTH);
    Random random = new Random(1);
    int[] mask = new int[LENGTH];
    Arrays.fill(mask, 1);
    try (TfRecordWriter writer = new TfRecordWriter(Files.newOutputStream(file))) {
      for (int i = 0; i < RECORDS; i++) {
        int[] ids = random.ints(LENGTH, 0, VOCABULARY).toArray();
        writer.write(codec.encode(new PretrainingExample(ids, mask, new int[LENGTH])));
      }
    }
    records = PretrainingRecords.open(List.of(file), LENGTH, VOCABULARY);
  }

  @TearDown
  public void delete() throws IOException {
    records.close();
    Files.delete(file);
  }

  @Benchmark
  public PretrainingExample read() {
    return records.get(next++ * 2654435761L % RECORDS);
  }
}
