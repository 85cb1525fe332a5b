package org.electra4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.MaskedCrc32c;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/**
 * Writes TensorFlow V2 checkpoints with one data file, the same bytes that TensorFlow's Saver
 * writes for the same tensors.
 *
 * <p>Both files are written under temporary names, forced to disk and moved into place, the data
 * first and the index, without which there is no checkpoint, last.
 */
public final class TensorBundleWriter {
  private static final int CHUNK = 1 << 20;

  private TensorBundleWriter() {}

  /**
   * Writes a checkpoint, in place of one of the same name.
   *
   * @param prefix the files' common name, such as {@code models/electra_small/model.ckpt-100}
   * @param tensors in any order; written in the order of their names
   * @throws BadInputException if the directory cannot be written or the disk is full; nothing of
   *     the new checkpoint remains then
   * @throws IllegalArgumentException if two tensors have one name, or one has other bytes than its
   *     type and shape ask for
   */
  public static void write(Path prefix, Iterable<NamedTensor> tensors) {
    write(prefix, tensors, () -> {});
  }

  /**
   * Writes a checkpoint that belongs together with another file.
   *
   * @param companion writes that file, at a moment when no index of that name stands
   */
  static void write(Path prefix, Iterable<NamedTensor> tensors, Runnable companion) {
    Path dataFile = BundleFiles.data(prefix, 0, 1);
    Path indexFile = BundleFiles.index(prefix);
    Path newData = AtomicFiles.temporary(dataFile);
    Path newIndex = AtomicFiles.temporary(indexFile);
    try {
      AtomicFiles.createParent(prefix);
      byte[] index = writeData(newData, sorted(tensors));
      Files.write(newIndex, index);
      if (isWhole(prefix, index)) {
        companion.run(); // resumed at its own last step: nothing changes but perhaps the companion
        return;
      }
      // An index beside data of another run would be half of each.
      Files.deleteIfExists(indexFile);
      companion.run();
      AtomicFiles.moveIntoPlace(newData, dataFile);
      AtomicFiles.moveIntoPlace(newIndex, indexFile);
      AtomicFiles.forceDirectory(indexFile.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(prefix, e);
    } finally {
      AtomicFiles.deleteQuietly(newData);
      AtomicFiles.deleteQuietly(newIndex);
    }
  }

  private static SortedMap<byte[], NamedTensor> sorted(Iterable<NamedTensor> tensors) {
    SortedMap<byte[], NamedTensor> sorted = new TreeMap<>(Arrays::compareUnsigned);
    for (NamedTensor tensor : tensors) {
      String name = tensor.info().name();
      if (name.isEmpty() || name.charAt(0) == 0) {
        throw new IllegalArgumentException("a tensor needs a name");
      }
      if (sorted.put(name.getBytes(StandardCharsets.UTF_8), tensor) != null) {
        throw new IllegalArgumentException("two tensors named " + name);
      }
    }
    return sorted;
  }

  /** Writes the data file and returns the content of the index file. */
  private static byte[] writeData(Path file, SortedMap<byte[], NamedTensor> tensors)
      throws IOException {
    TableWriter index = new TableWriter();
    index.add(
        new byte[0],
        BundleHeaderProto.newBuilder()
            .setNumShards(1)
            .setVersion(VersionDef.newBuilder().setProducer(BundleIndex.VERSION))
            .build()
            .toByteArray());
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (var tensor : tensors.entrySet()) {
        index.add(tensor.getKey(), writeTensor(channel, tensor.getValue()).toByteArray());
      }
      channel.force(true); // a full disk may show only now, and an old checkpoint still stands
    }
    return index.finish();
  }

  private static BundleEntryProto writeTensor(FileChannel channel, NamedTensor tensor)
      throws IOException {
    TensorInfo info = tensor.info();
    ByteBuffer bytes = tensor.bytes().get();
    long size = info.elements() * ElementTypes.bytes(info.dtype());
    if (bytes.remaining() != size || ElementTypes.bytes(info.dtype()) == 0) {
      throw new IllegalArgumentException(info + " with " + bytes.remaining() + " bytes");
    }
    long offset = channel.position();
    CRC32C crc = new CRC32C();
    // In chunks: Java copies what is not in native memory to a native buffer of the same size.
    for (int at = bytes.position(); at < bytes.limit(); at += CHUNK) {
      ByteBuffer chunk = bytes.slice(at, Math.min(CHUNK, bytes.limit() - at));
      crc.update(chunk.duplicate());
      while (chunk.hasRemaining()) {
        channel.write(chunk);
      }
    }
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dimension : info.shape()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dimension));
    }
    return BundleEntryProto.newBuilder()
        .setDtype(info.dtype())
        .setShape(shape)
        .setOffset(offset)
        .setSize(size)
        .setCrc32C(MaskedCrc32c.mask(crc))
        .build();
  }

  /** Whether a whole checkpoint with that index, so of that content, is already there. */
  private static boolean isWhole(Path prefix, byte[] index) throws IOException {
    Path file = BundleFiles.index(prefix);
    if (!Files.isRegularFile(file)
        || Files.size(file) != index.length
        || !Arrays.equals(Files.readAllBytes(file), index)) {
      return false;
    }
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      reader.verify();
      return true;
    } catch (BadInputException e) {
      return false;
    }
  }
}
