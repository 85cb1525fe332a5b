package org.electra4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainingRecordsTest {
  private final Path folder = Reference.folder("pretrain_data").resolve("len_32");

  @TempDir private Path directory;

  @Test
  void recordsOfTheOriginalAreFoundByNumber() {
    JsonNode examples = Json.read(folder.resolve("examples_job_0.json"));
    List<Path> files = RecordFiles.matching(folder + "/pretrain_data.tfrecord*");
    try (PretrainingRecords records = PretrainingRecords.open(files, 32, 30522)) {
      assertThat(records.size()).isEqualTo(examples.size());
      long index = 0;
      for (Path file : files) {
        for (JsonNode example : examples) {
          if (example.get("file").asText().equals(file.getFileName().toString())) {
            PretrainingExample record = records.get(index++);
            assertThat(record.inputIds()).isEqualTo(ints(example.get("input_ids")));
            assertThat(record.inputMask()).isEqualTo(ints(example.get("input_mask")));
            assertThat(record.segmentIds()).isEqualTo(ints(example.get("segment_ids")));
          }
        }
      }
      assertThat(index).isEqualTo(records.size());
    }
  }

  @Test
  void aBatchHoldsTheRecordsInTheOrderAsked() throws IOException {
    Path file = write("shard", example(1, 2), example(3, 4), example(5, 6));
    try (PretrainingRecords records = PretrainingRecords.open(List.of(file), 2)) {
      Inputs batch = records.batch(new long[] {2, 0, 2}, new SplitMix64(0));

      assertThat(batch.batchSize()).isEqualTo(3);
      assertThat(batch.inputIds()).containsExactly(5, 6, 1, 2, 5, 6);
      assertThat(batch.inputMask()).containsExactly(1, 1, 1, 1, 1, 1);
    }
  }

  @Test
  void filesTooLargeToMapAtOnceAreMappedInParts() {
    List<Path> files = RecordFiles.matching(folder + "/pretrain_data.tfrecord*");
    try (PretrainingRecords whole = PretrainingRecords.open(files, 32, 30522)) {
      for (int segmentSize : new int[] {230, 231, 500, 1000}) {
        try (PretrainingRecords parts = PretrainingRecords.open(files, 32, 30522, segmentSize)) {
          assertThat(parts.size()).isEqualTo(whole.size());
          for (long i = 0; i < whole.size(); i++) {
            assertThat(parts.get(i)).usingRecursiveComparison().isEqualTo(whole.get(i));
          }
        }
      }
    }
  }

  @Test
  void emptyShardsAreFineUnlessAllAre() throws IOException {
    Path empty = write("empty");
    Path one = write("one", example(7, 8));

    try (PretrainingRecords records = PretrainingRecords.open(List.of(empty, one, empty), 2)) {
      assertThat(records.size()).isEqualTo(1);
      assertThat(records.get(0).inputIds()).containsExactly(7, 8);
    }
    assertThatThrownBy(() -> PretrainingRecords.open(List.of(empty), 2))
        .isInstanceOf(BadInputException.class)
        .hasMessage(empty + " has no records");
    assertThatThrownBy(() -> PretrainingRecords.open(List.of(empty, empty), 2))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no records in any of the 2 files");
  }

  @Test
  void truncationIsFoundWhenTheFilesAreOpened() throws IOException {
    Path file = write("shard", example(1, 2), example(3, 4));
    byte[] whole = Files.readAllBytes(file);
    int second = whole.length / 2;

    for (int size : new int[] {second + 1, second + 11, second + 12, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, size));
      assertThatThrownBy(() -> PretrainingRecords.open(List.of(file), 2))
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith(file + ": record 1 at byte offset " + second + ": truncated");
    }
  }

  @Test
  void damagedDataAreFoundWhenTheyAreRead() throws IOException {
    Path file = write("shard", example(1, 2), example(3, 4));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 6] ^= 1;
    Files.write(file, bytes);

    try (PretrainingRecords records = PretrainingRecords.open(List.of(file), 2)) {
      assertThatThrownBy(() -> records.get(1))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("record 1 at byte offset")
          .hasMessageContaining("checksum of the data");
    }
  }

  @Test
  void recordsOfAnotherLengthOrVocabularyAreRefusedAtOnce() throws IOException {
    Path file = write("shard", example(1, 9));

    assertThatThrownBy(() -> PretrainingRecords.open(List.of(file), 3))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            file
                + ": record 0 at byte offset 0: input_ids has 2 values,"
                + " expected max_seq_length = 3");
    assertThatThrownBy(() -> PretrainingRecords.open(List.of(file), 2, 9))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("input_ids[1] is 9, expected less than the vocabulary size 9");
  }

  @Test
  void patternsNameFilesOnceAndInOrder() throws IOException {
    Path a = write("pretrain_data.tfrecord-0-of-2");
    Path b = write("pretrain_data.tfrecord-1-of-2");
    write(".pretrain_data.tfrecord-1-of-2.tmp-1");
    String all = directory + "/pretrain_data.tfrecord*";

    assertThat(RecordFiles.matching(all)).containsExactly(a, b);
    assertThat(RecordFiles.matching(b + "," + all)).containsExactly(a, b);
    assertThat(RecordFiles.matching(directory.getParent() + "/*/pretrain_data.tfrecord-[0]-of-?"))
        .containsExactly(a);
    assertThatThrownBy(() -> RecordFiles.matching(all + "," + directory + "/other*"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no record file matches " + directory + "/other*");
  }

  @Test
  void linksToFilesAndDirectoriesAreFollowed() throws IOException {
    Path real = Files.createDirectories(directory.resolve("store/records"));
    Files.createFile(real.resolve("pretrain_data.tfrecord-0-of-1"));
    Path data = Files.createDirectories(directory.resolve("data"));
    Path linked = Files.createSymbolicLink(data.resolve("pretrain_tfrecords"), real);
    Files.createSymbolicLink(real.resolve("pretrain_data.tfrecord-back"), data);
    Path file = linked.resolve("pretrain_data.tfrecord-0-of-1");
    Path toFile = Files.createSymbolicLink(data.resolve("one.tfrecord"), file);

    assertThat(RecordFiles.matching(linked + "/pretrain_data.tfrecord*")).containsExactly(file);
    assertThat(RecordFiles.matching(data + "/*/*.tfrecord*")).containsExactly(file);
    assertThat(RecordFiles.matching(data + "/*.tfrecord")).containsExactly(toFile);
  }

  @Test
  void batchesAreAFunctionOfTheStep() throws IOException {
    Path file = write("shard", example(11, 12), example(13, 14), example(15, 16), example(17, 18));
    Masking masking = new Masking(Vocabulary.read(Reference.tinyVocabulary()), 0.5, 1);
    try (PretrainingRecords records = PretrainingRecords.open(List.of(file), 2)) {
      PretrainingBatches batches = new PretrainingBatches(records, 3, masking, 6);
      PretrainingBatches again = new PretrainingBatches(records, 3, masking, 6);
      MaskedInputs eighth = batches.apply(8);
      batches.apply(1);

      assertThat(again.apply(8)).usingRecursiveComparison().isEqualTo(eighth);
      assertThat(again.apply(9)).usingRecursiveComparison().isNotEqualTo(eighth);
      assertThat(new PretrainingBatches(records, 3, masking, 7).apply(8))
          .usingRecursiveComparison()
          .isNotEqualTo(eighth);
    }
  }

  private Path write(String name, PretrainingExample... examples) throws IOException {
    Path file = directory.resolve(name);
    PretrainingExampleCodec codec = new PretrainingExampleCodec(2);
    try (TfRecordWriter writer = new TfRecordWriter(Files.newOutputStream(file))) {
      for (PretrainingExample example : examples) {
        writer.write(codec.encode(example));
      }
    }
    return file;
  }

  private static PretrainingExample example(int first, int second) {
    return new PretrainingExample(new int[] {first, second}, new int[] {1, 1}, new int[] {0, 0});
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
