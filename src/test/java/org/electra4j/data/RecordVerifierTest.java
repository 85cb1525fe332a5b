package org.electra4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordVerifierTest {
  private static final PretrainingExample GOOD = example(new int[] {2, 9, 3}, 1, 1);

  @TempDir private Path directory;

  @Test
  void recordsOfTheOriginalAreGood() {
    for (Path run : BuilderGoldenTest.runs()) {
      RecordVerifier.Result result =
          verify(RecordFiles.in(run), OptionalInt.empty(), OptionalInt.of(30522));

      assertThat(result.problems()).isEmpty();
      assertThat(result.badRecords()).isZero();
      assertThat(result.records()).isGreaterThan(10);
      assertThat(run.getFileName().toString()).contains("len_" + result.maxSeqLength());
    }
  }

  @Test
  void everyProblemIsNamedWithItsPlace() throws IOException {
    Path lost = write("a", GOOD, GOOD, GOOD);
    byte[] bytes = Files.readAllBytes(lost);
    int size = bytes.length / 3;
    bytes[size - 5] ^= 1; // In the data of record 0: reading goes on.
    bytes[size + 1] ^= 1; // In the length of record 1: record 2 cannot be found.
    Files.write(lost, bytes);
    Path wrong =
        write(
            "b",
            example(new int[] {2, 200, 3}, 1, 1),
            example(new int[] {2, 9, 3}, 2, 1),
            example(new int[] {2, 9, 3}, 1, 7),
            GOOD);
    Path missing = directory.resolve("missing");

    RecordVerifier.Result result =
        verify(List.of(lost, wrong, missing), OptionalInt.of(3), OptionalInt.of(200));

    assertThat(result.problems()).hasSize(6);
    assertThat(result.problems().get(0))
        .startsWith(lost + ": record 0 at byte offset 0: checksum of the data");
    assertThat(result.problems().get(1))
        .startsWith(lost + ": record 1 at byte offset " + size + ": checksum of the length");
    assertThat(result.problems().get(2))
        .startsWith(wrong + ": record 0 at byte offset 0: input_ids[1] is 200");
    assertThat(result.problems().get(3)).contains(": record 1 ").contains("input_mask[2] is 2");
    assertThat(result.problems().get(4)).contains(": record 2 ").contains("segment_ids[2] is 7");
    assertThat(result.problems().get(5)).startsWith("cannot read " + missing);
    assertThat(result.badRecords()).isEqualTo(6);
    assertThat(result.records()).isEqualTo(6);
    assertThat(result.tokens()).isEqualTo(3);
  }

  @Test
  void recordsOfDifferentLengthsAreAProblem() throws IOException {
    Path file = write("a", GOOD, new PretrainingExample(new int[2], new int[2], new int[2]));

    RecordVerifier.Result result = verify(List.of(file), OptionalInt.empty(), OptionalInt.empty());

    assertThat(result.maxSeqLength()).isEqualTo(3);
    assertThat(result.problems())
        .singleElement()
        .asString()
        .contains("record 1 ")
        .endsWith("input_ids has 2 values, expected max_seq_length = 3");
  }

  @Test
  void whatIsNoExampleIsAProblem() throws IOException {
    Path file = directory.resolve("text");
    try (TfRecordWriter writer = new TfRecordWriter(Files.newOutputStream(file))) {
      writer.write("some text".getBytes(StandardCharsets.UTF_8));
      writer.write(new byte[0]);
    }

    RecordVerifier.Result result = verify(List.of(file), OptionalInt.empty(), OptionalInt.empty());

    assertThat(result.problems()).hasSize(2);
    assertThat(result.problems().get(0)).contains("record 0").contains("not a tf.train.Example");
    assertThat(result.problems().get(1)).contains("record 1").contains("input_ids");
  }

  @Test
  void manyProblemsOfOneFileAreCounted() throws IOException {
    PretrainingExample[] bad = new PretrainingExample[100];
    Arrays.fill(bad, example(new int[] {2, 9, 3}, 2, 1));

    RecordVerifier.Result result =
        verify(List.of(write("a", bad)), OptionalInt.empty(), OptionalInt.empty());

    assertThat(result.badRecords()).isEqualTo(100);
    assertThat(result.problems()).hasSize(21);
    assertThat(result.problems().get(20)).endsWith("80 more records with problems");
  }

  @Test
  void shardsThatAreMissingAreAProblem() throws IOException {
    Path first = write("x.tfrecord-0-of-3", GOOD);
    Path third = write("x.tfrecord-2-of-3", GOOD);

    RecordVerifier.Result result =
        verify(List.of(first, third), OptionalInt.empty(), OptionalInt.empty());

    assertThat(result.problems())
        .containsExactly(
            directory + "/x.tfrecord-*-of-3: 1 of the shards are missing, the first is 1");
    assertThat(result.badRecords()).isEqualTo(1);
  }

  private static RecordVerifier.Result verify(
      List<Path> files, OptionalInt maxSeqLength, OptionalInt vocabSize) {
    AtomicLong bytesRead = new AtomicLong();
    RecordVerifier.Result result =
        RecordVerifier.verify(files, maxSeqLength, vocabSize, bytesRead::set);
    if (result.badRecords() == 0) {
      assertThat(bytesRead.get())
          .isEqualTo(files.stream().mapToLong(file -> file.toFile().length()).sum());
    }
    return result;
  }

  private static PretrainingExample example(int[] ids, int lastMask, int lastSegment) {
    return new PretrainingExample(ids, new int[] {1, 1, lastMask}, new int[] {0, 0, lastSegment});
  }

  private Path write(String name, PretrainingExample... examples) throws IOException {
    Path file = directory.resolve(name);
    PretrainingExampleCodec codec = new PretrainingExampleCodec(3);
    try (TfRecordWriter writer = new TfRecordWriter(Files.newOutputStream(file))) {
      for (PretrainingExample example : examples) {
        writer.write(codec.encode(example));
      }
    }
    return file;
  }
}
