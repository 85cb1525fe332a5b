package org.electra4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.io.BadInputException;
import org.electra4j.io.MaskedCrc32c;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfRecordTest {
  @TempDir private Path directory;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Path file = write("one", "", "three");

    try (TfRecordReader reader = TfRecordReader.open(file)) {
      assertThat(reader.next()).isEqualTo(bytes("one"));
      assertThat(reader.next()).isEmpty();
      assertThat(reader.next()).isEqualTo(bytes("three"));
      assertThat(reader.position()).isEqualTo(new RecordPosition(file, 2, 19 + 16));
      assertThat(reader.next()).isNull();
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void recordsOfTensorFlowAreReadAndWrittenAgainByteForByte() throws IOException {
    Path original =
        Reference.folder("pretrain_data").resolve("len_32/pretrain_data.tfrecord-0-of-4");
    Path copy = directory.resolve("copy");

    try (TfRecordWriter writer = new TfRecordWriter(Files.newOutputStream(copy))) {
      for (byte[] record : readAll(original)) {
        writer.write(record);
      }
    }

    assertThat(copy).hasSameBinaryContentAs(original);
  }

  @Test
  void anEmptyFileHasNoRecords() throws IOException {
    assertThat(readAll(write())).isEmpty();
  }

  @Test
  void anyTruncationIsAnErrorThatNamesTheRecord() throws IOException {
    Path file = write("one", "second");
    byte[] whole = Files.readAllBytes(file);
    int second = 12 + 3 + 4;

    for (int size = second + 1; size < whole.length; size++) {
      Files.write(file, java.util.Arrays.copyOf(whole, size));
      assertThatThrownBy(() -> readAll(file))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(file + ": record 1 at byte offset 19: truncated");
    }
  }

  @Test
  void anyFlippedBitIsAnError() throws IOException {
    Path file = write("one", "second");
    byte[] whole = Files.readAllBytes(file);

    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] bad = whole.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bad);
      String record = bit / 8 < 19 ? "record 0 at byte offset 0" : "record 1 at byte offset 19";
      assertThatThrownBy(() -> readAll(file))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(record)
          .hasMessageContaining("checksum");
    }
  }

  @Test
  void hugeLengthsAreRefusedBeforeAnythingIsAllocated() throws IOException {
    Path file = directory.resolve("huge");

    for (long length : new long[] {1L << 62, -1, (1L << 26) + 1}) {
      Files.write(file, header(length));
      assertThatThrownBy(() -> readAll(file))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(
              "record 0 at byte offset 0: length " + Long.toUnsignedString(length));
    }
    Files.write(file, header(1 << 26));
    assertThatThrownBy(() -> readAll(file))
        .hasMessageContaining("a record of 67108864 bytes, and 0 are left");
  }

  @Test
  void readingGoesOnBehindARecordWhoseDataAreBad() throws IOException {
    Path file = write("one", "second");
    byte[] bad = Files.readAllBytes(file);
    bad[13] ^= 1;
    Files.write(file, bad);

    try (TfRecordReader reader = TfRecordReader.open(file)) {
      assertThatThrownBy(reader::next).hasMessageContaining("checksum of the data");
      assertThat(reader.hasMore()).isTrue();
      assertThat(reader.next()).isEqualTo(bytes("second"));
    }
  }

  private Path write(String... records) throws IOException {
    Path file = directory.resolve("records");
    try (TfRecordWriter writer = new TfRecordWriter(Files.newOutputStream(file))) {
      for (String record : records) {
        writer.write(bytes(record));
      }
    }
    return file;
  }

  private static byte[] header(long length) {
    ByteBuffer buffer = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    return buffer.putInt(MaskedCrc32c.of(buffer.array(), 0, 8)).array();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> readAll(Path file) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (TfRecordReader reader = TfRecordReader.open(file)) {
      for (byte[] record = reader.next(); record != null; record = reader.next()) {
        records.add(record);
      }
    }
    return records;
  }
}
