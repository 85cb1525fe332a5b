package org.electra4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.MaskedCrc32c;
import org.tensorflow.proto.DataType;

/**
 * Reads TensorFlow V2 checkpoints (tensor bundles) without TensorFlow.
 *
 * <p>A checkpoint {@code model.ckpt-100} is two or more files: {@code model.ckpt-100.index}, a
 * sorted table from tensor names to types, shapes and places, and {@code
 * model.ckpt-100.data-00000-of-00001} and so on, the tensors' bytes. All places are checked against
 * the files when a checkpoint is opened, and a tensor's checksum when it is read. Variables that
 * were saved in slices (partitioned) are listed but not read; the original makes none.
 *
 * <p>Readers may be shared by threads.
 */
public final class TensorBundleReader implements TensorSource {
  private static final int CHUNK = 1 << 20;

  private final Path indexFile;
  private final Path prefix;
  private final BundleIndex index;
  private final List<FileChannel> shards = new ArrayList<>();

  private TensorBundleReader(Path prefix) {
    this.prefix = prefix;
    this.indexFile = BundleFiles.index(prefix);
    this.index = BundleIndex.read(indexFile);
  }

  /**
   * Opens a checkpoint.
   *
   * @param prefix the files' common name, such as {@code models/electra_small/model.ckpt-100}
   * @throws BadInputException if a file is missing, or what the index says is damaged or does not
   *     fit the data files
   */
  public static TensorBundleReader open(Path prefix) {
    TensorBundleReader reader = new TensorBundleReader(prefix);
    try {
      reader.openShards();
      return reader;
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public SortedMap<String, TensorInfo> tensors() {
    SortedMap<String, TensorInfo> tensors = new TreeMap<>();
    index.entries().forEach((name, entry) -> tensors.put(name, entry.info()));
    return Collections.unmodifiableSortedMap(tensors);
  }

  /** Whether there is a tensor of that name. */
  public boolean has(String name) {
    return index.entries().containsKey(name);
  }

  /**
   * A tensor's elements in row-major order, little endian, position 0.
   *
   * @throws BadInputException if there is no such tensor, its checksum does not match, it has no
   *     fixed element size (strings), is stored in slices or has more than 2 GiB
   */
  @Override
  public ByteBuffer read(String name) {
    BundleIndex.Entry entry = readable(name);
    if (entry.size() > Integer.MAX_VALUE - 8) {
      throw new BadInputException(
          indexFile + ": " + entry.info() + " has more than 2 GiB, which is not supported");
    }
    ByteBuffer values = ByteBuffer.allocate((int) entry.size()).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      int from = values.position();
      ByteBuffer chunk = values.slice(from, Math.min(CHUNK, values.remaining()));
      fill(entry, entry.offset() + from, chunk);
      values.position(from + chunk.limit());
    }
    checkCrc(entry, MaskedCrc32c.of(values.rewind()));
    return values;
  }

  /**
   * The elements of a float32 tensor in row-major order.
   *
   * @throws BadInputException as {@link #read}, or if the tensor is of another type
   */
  public float[] readFloats(String name) {
    checkType(name, DataType.DT_FLOAT);
    ByteBuffer bytes = read(name);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /**
   * The value of an int64 scalar such as {@code global_step}.
   *
   * @throws BadInputException as {@link #read}, or if the tensor is of another type or shape
   */
  public long readLong(String name) {
    checkType(name, DataType.DT_INT64);
    TensorInfo info = entry(name).info();
    if (info.shape().length != 0) {
      throw new BadInputException(indexFile + ": " + info + ", expected a scalar");
    }
    return read(name).getLong();
  }

  /**
   * Reads all tensors that can be read and compares their checksums.
   *
   * @throws BadInputException if one does not match
   */
  public void verify() {
    long largest = index.entries().values().stream().mapToLong(e -> e.size()).max().orElse(0);
    ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(CHUNK, largest));
    for (BundleIndex.Entry entry : index.entries().values()) {
      if (entry.sliced() || ElementTypes.bytes(entry.info().dtype()) == 0) {
        continue;
      }
      CRC32C crc = new CRC32C();
      for (long done = 0; done < entry.size(); done += buffer.limit()) {
        buffer.clear().limit((int) Math.min(CHUNK, entry.size() - done));
        fill(entry, entry.offset() + done, buffer);
        crc.update(buffer.flip());
      }
      checkCrc(entry, MaskedCrc32c.mask(crc));
    }
  }

  @Override
  public void close() {
    for (FileChannel shard : shards) {
      try {
        shard.close();
      } catch (IOException ignored) {
        // Only read from: nothing is lost.
      }
    }
  }

  private void openShards() {
    for (int i = 0; i < index.shards(); i++) {
      Path file = dataFile(i);
      try {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
          throw new BadInputException("cannot read " + file + ": not a file");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        shards.add(channel);
        checkPlaces(i, channel.size());
      } catch (IOException e) {
        throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
      }
    }
  }

  /** Checks that the tensors of a data file lie in it, and could do so without overlapping. */
  private void checkPlaces(int shard, long fileSize) {
    long free = fileSize;
    for (BundleIndex.Entry entry : index.entries().values()) {
      if (entry.shard() != shard || entry.sliced()) {
        continue;
      }
      if (entry.offset() > fileSize || entry.size() > fileSize - entry.offset()) {
        throw new BadInputException(
            String.format(
                "%s: damaged or cut short: %d bytes, but %s should lie at %d and take %d",
                dataFile(shard), fileSize, entry.info(), entry.offset(), entry.size()));
      }
      free -= entry.size();
      if (free < 0) {
        throw new BadInputException(
            indexFile + ": damaged checkpoint index: tensors overlap in " + dataFile(shard));
      }
    }
  }

  private void fill(BundleIndex.Entry entry, long offset, ByteBuffer chunk) {
    try {
      FileChannel shard = shards.get(entry.shard());
      while (chunk.hasRemaining()) {
        int n = shard.read(chunk, offset + chunk.position());
        if (n < 0) {
          throw new BadInputException(
              dataFile(entry.shard()) + ": ends within " + entry.info() + "; was it replaced?");
        }
      }
    } catch (IOException e) {
      throw new BadInputException(
          "cannot read " + dataFile(entry.shard()) + ": " + AtomicFiles.reason(e), e);
    }
  }

  private void checkCrc(BundleIndex.Entry entry, int actual) {
    if (actual != entry.crc()) {
      throw new BadInputException(
          String.format(
              "%s: damaged at byte %d to %d: checksum of %s is %08x, expected %08x",
              dataFile(entry.shard()),
              entry.offset(),
              entry.offset() + entry.size(),
              entry.info(),
              actual,
              entry.crc()));
    }
  }

  private void checkType(String name, DataType expected) {
    TensorInfo info = entry(name).info();
    if (info.dtype() != expected) {
      throw new BadInputException(indexFile + ": " + info + ", expected " + expected);
    }
  }

  private BundleIndex.Entry readable(String name) {
    BundleIndex.Entry entry = entry(name);
    if (entry.sliced()) {
      throw new BadInputException(
          indexFile + ": " + entry.info() + " is stored in slices, which is not supported");
    }
    if (ElementTypes.bytes(entry.info().dtype()) == 0) {
      throw new BadInputException(
          indexFile + ": " + entry.info() + ": tensors of this type are not supported");
    }
    return entry;
  }

  private BundleIndex.Entry entry(String name) {
    BundleIndex.Entry entry = index.entries().get(name);
    if (entry == null) {
      throw new BadInputException(indexFile + ": no tensor named " + name);
    }
    return entry;
  }

  private Path dataFile(int shard) {
    return BundleFiles.data(prefix, shard, index.shards());
  }
}
