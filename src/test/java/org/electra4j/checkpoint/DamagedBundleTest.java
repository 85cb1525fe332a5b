package org.electra4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.electra4j.io.BadInputException;
import org.electra4j.io.MaskedCrc32c;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;

/** Hostile files: whatever they hold, a bad one ends in one clear line. */
class DamagedBundleTest {
  @TempDir Path dir;

  @Test
  void mutatedIndexAndDataFilesGiveTheRightValuesOrABadInputException() throws IOException {
    Path prefix = dir.resolve("m");
    TensorBundleWriter.write(
        prefix,
        List.of(
            NamedTensor.ofLong("global_step", 5),
            NamedTensor.ofFloats("a/kernel", new long[] {2, 3}, new float[6]),
            NamedTensor.ofFloats("a/kernel/adam_m", new long[] {2, 3}, new float[6])));
    byte[] index = Files.readAllBytes(BundleFiles.index(prefix));
    byte[] data = Files.readAllBytes(BundleFiles.data(prefix, 0, 1));
    SplittableRandom random = new SplittableRandom(3);
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      boolean mutateData = i % 4 == 0;
      byte[] mutated = mutate(mutateData ? data : index, random);
      if (!mutateData && i % 2 == 1) {
        fixChecksums(mutated, index.length);
      }
      rewrite(BundleFiles.index(prefix), mutateData ? index : mutated);
      rewrite(BundleFiles.data(prefix, 0, 1), mutateData ? mutated : data);
      try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
        reader.verify();
        for (TensorInfo info : reader.tensors().values()) {
          reader.read(info.name());
        }
      } catch (BadInputException e) {
        assertThat(e.getMessage().lines()).hasSize(1);
        assertThat(e).hasMessageContaining(dir.toString());
        refused++;
      }
    }
    assertThat(refused).isBetween(3000, 3999);
  }

  @Test
  void aHeaderOfAnotherKindIsRefused() throws IOException {
    BundleHeaderProto good = header().build();
    expect("0 data files", header().setNumShards(0).build(), entry().build());
    expect("-1 data files", header().setNumShards(-1).build(), entry().build());
    expect(
        "not little endian",
        header().setEndianness(BundleHeaderProto.Endianness.BIG).build(),
        entry().build());
    BundleHeaderProto.Builder newer = header();
    newer.getVersionBuilder().setMinConsumer(2);
    expect("newer format", newer.build(), entry().build());
    expect("a data file 1 of 1", good, entry().setShardId(1).build());
  }

  @Test
  void anEntryThatDoesNotFitIsRefused() throws IOException {
    BundleHeaderProto good = header().build();
    expect("negative offset", good, entry().setOffset(-8).build());
    expect("negative offset", good, entry().setSize(-8).build());
    expect("is said to take 12 bytes", good, entry().setSize(12).build());
    expect("should lie at 4 and take 8", good, entry().setOffset(4).build());
    expect("should lie at " + Long.MAX_VALUE, good, entry().setOffset(Long.MAX_VALUE).build());
    expect("unknown data type 99", good, entry().setDtypeValue(99).build());
    expect("no fully known shape", good, entry().setShape(shape(-1)).build());
    expect("is too large", good, entry().setShape(shape(1L << 40, 1L << 40)).build());
    expect("is too large", good, entry().setShape(shape(1L << 61)).build());
  }

  @Test
  void tensorsThatShareBytesAreRefused() throws IOException {
    TableWriter table = new TableWriter();
    table.add(new byte[0], header().build().toByteArray());
    table.add(bytes("a"), entry().build().toByteArray());
    table.add(bytes("b"), entry().build().toByteArray());
    assertRefused(table.finish(), "tensors overlap");
  }

  @Test
  void aNameWithALineBreakOrOfBrokenTextIsRefused() throws IOException {
    for (byte[] name : List.of(bytes("a\nb"), new byte[] {'a', (byte) 0xff})) {
      TableWriter table = new TableWriter();
      table.add(new byte[0], header().build().toByteArray());
      table.add(name, entry().build().toByteArray());
      assertRefused(table.finish(), "a tensor's name");
    }
  }

  @Test
  void slicesAndStringsAreListedButNotRead() throws IOException {
    TableWriter table = new TableWriter();
    table.add(new byte[0], header().build().toByteArray());
    table.add(new byte[] {0, 'x'}, entry().build().toByteArray()); // a slice's own entry
    table.add(
        bytes("partitioned"),
        entry().setSize(0).addSlices(TensorSliceProto.getDefaultInstance()).build().toByteArray());
    table.add(
        bytes("text"),
        entry().setDtype(DataType.DT_STRING).setShape(shape()).build().toByteArray());
    Path prefix = files(table.finish());
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      assertThat(reader.tensors().keySet()).containsExactly("partitioned", "text");
      assertThatThrownBy(() -> reader.read("partitioned"))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("stored in slices, which is not supported");
      assertThatThrownBy(() -> reader.read("text"))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("tensors of this type are not supported");
    }
  }

  @Test
  void compressedBlocksAreNamedAsSuch() throws IOException {
    TableWriter table = new TableWriter();
    table.add(new byte[0], header().build().toByteArray());
    byte[] index = table.finish();
    int type = dataBlockEnd(index);
    index[type] = 1; // Snappy
    fixChecksum(index, 0, type);
    assertRefused(index, "at byte " + type + ": block compression type 1");
  }

  @Test
  void namesThatWouldExpandToGigabytesAreRefusedEarly() throws IOException {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    byte[] header = header().build().toByteArray();
    entries.writeBytes(new byte[] {0, 0, (byte) header.length});
    entries.writeBytes(header);
    byte[] value = entry().build().toByteArray();
    int longest = 100_000;
    byte[] shared = new byte[0];
    for (int length = longest; length < longest + 20_000; length++) {
      // Each name is the one before and one letter more.
      int suffix = length == longest ? longest : 1;
      entries.writeBytes(shared.length == 0 ? new byte[] {0} : shared);
      entries.writeBytes(suffix == 1 ? new byte[] {1} : varint3(suffix));
      entries.write(value.length);
      entries.writeBytes(bytes("n".repeat(suffix)));
      entries.writeBytes(value);
      shared = varint3(length);
    }
    assertRefused(file(block(entries.toByteArray()), 1), "names expand to over 32 times the file");
  }

  @Test
  void anIndexThatPointsAtOneBlockAgainAndAgainEndsAtOnce() throws IOException {
    byte[] index = file(block(new byte[0]), 50_000);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertRefused(index, "data blocks overlap"));
  }

  /** An index file of a data block that its index block names so many times. */
  private static byte[] file(byte[] data, int times) {
    ByteArrayOutputStream handles = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      handles.writeBytes(new byte[] {0, 1, 4, 'k', 0});
      handles.writeBytes(varint3(data.length - TableReader.TRAILER_BYTES));
    }
    byte[] index = block(handles.toByteArray());
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    footer.writeBytes(new byte[] {0, 8});
    footer.writeBytes(varint3(data.length));
    footer.writeBytes(varint3(index.length - TableReader.TRAILER_BYTES));
    ByteBuffer file =
        ByteBuffer.allocate(data.length + index.length + TableReader.FOOTER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put(data).put(index).put(footer.toByteArray());
    return file.putLong(file.capacity() - 8, TableReader.MAGIC).array();
  }

  /** A number below 2^21 in three bytes, whatever it needs. */
  private static byte[] varint3(int value) {
    return new byte[] {
      (byte) (value & 0x7f | 0x80), (byte) (value >> 7 & 0x7f | 0x80), (byte) (value >> 14)
    };
  }

  /** Deletes first: writing over a file makes ext4 wait for the disk. */
  private static void rewrite(Path file, byte[] content) throws IOException {
    Files.delete(file);
    Files.write(file, content);
  }

  private void expect(String message, BundleHeaderProto header, BundleEntryProto entry)
      throws IOException {
    TableWriter table = new TableWriter();
    table.add(new byte[0], header.toByteArray());
    table.add(bytes("a"), entry.toByteArray());
    assertRefused(table.finish(), message.replace("a data file", "a: data file"));
  }

  private void assertRefused(byte[] index, String message) throws IOException {
    Path prefix = files(index);
    assertThatThrownBy(() -> TensorBundleReader.open(prefix))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  private Path files(byte[] index) throws IOException {
    Path prefix = dir.resolve("h");
    Files.write(BundleFiles.index(prefix), index);
    Files.write(BundleFiles.data(prefix, 0, 1), new byte[8]);
    return prefix;
  }

  private static BundleHeaderProto.Builder header() {
    return BundleHeaderProto.newBuilder().setNumShards(1);
  }

  /** Two floats at the start of the data file. */
  private static BundleEntryProto.Builder entry() {
    return BundleEntryProto.newBuilder()
        .setDtype(DataType.DT_FLOAT)
        .setShape(shape(2))
        .setSize(8)
        .setCrc32C(MaskedCrc32c.of(new byte[8], 0, 8));
  }

  private static TensorShapeProto shape(long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    Arrays.stream(dims).forEach(d -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(d)));
    return shape.build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A finished block of those entries with one restart point and its trailer. */
  private static byte[] block(byte[] entries) {
    ByteBuffer block = ByteBuffer.allocate(entries.length + 8 + 5).order(ByteOrder.LITTLE_ENDIAN);
    block.put(entries).putInt(0).putInt(1).put((byte) 0);
    return block.putInt(MaskedCrc32c.of(block.array(), 0, entries.length + 9)).array();
  }

  private static byte[] mutate(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    int kind = random.nextInt(10);
    if (kind == 0) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    if (kind == 1) {
      return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
    }
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      byte[] values = {0, 1, -1, 0x7f, -128, (byte) random.nextInt(256)};
      bytes[at] = values[random.nextInt(values.length)];
    }
    return bytes;
  }

  /** Makes the blocks' checksums right again, so that what they hold gets looked at. */
  private static void fixChecksums(byte[] index, int originalLength) {
    if (index.length != originalLength) {
      return;
    }
    int end = index.length - TableReader.FOOTER_BYTES - TableReader.TRAILER_BYTES;
    int indexStart = index[index.length - 48 + 3] & 0x7f | index[index.length - 48 + 4] << 7;
    int metaStart = indexStart - TableReader.TRAILER_BYTES - 8;
    if (indexStart > 20 && indexStart < end) {
      fixChecksum(index, indexStart, end);
      fixChecksum(index, 0, metaStart - TableReader.TRAILER_BYTES);
    }
  }

  private static int dataBlockEnd(byte[] index) {
    // The footer starts with the place of the meta-index block, right after the data block.
    return (index[index.length - 48] & 0x7f) - TableReader.TRAILER_BYTES;
  }

  private static void fixChecksum(byte[] index, int start, int end) {
    ByteBuffer.wrap(index)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(end + 1, MaskedCrc32c.of(index, start, end + 1 - start));
  }
}
