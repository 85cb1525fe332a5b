package org.electra4j.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What a bundle's index file says: the number of data files, and for each tensor where its bytes
 * lie.
 *
 * @param shards how many data files there are
 */
record BundleIndex(int shards, SortedMap<String, Entry> entries) {
  /** TensorFlow's version of the format; a bundle can ask for readers of a later one. */
  static final int VERSION = 1;

  /** 64 MiB: a tensor takes about 100 bytes, so this is an index of half a million of them. */
  private static final long MAX_BYTES = 1 << 26;

  private static final int MAX_SHARDS = 99_999;

  /**
   * A tensor and its place.
   *
   * @param size in bytes
   * @param crc masked CRC-32C of its bytes
   * @param sliced whether it is stored in pieces (a partitioned variable), which have no name of
   *     their own
   */
  record Entry(TensorInfo info, int shard, long offset, long size, int crc, boolean sliced) {}

  /**
   * Reads an index file.
   *
   * @throws BadInputException if it is missing or damaged, or asks for what is not supported
   */
  static BundleIndex read(Path file) {
    Parser parser = new Parser(file);
    TableReader.read(file, readBytes(file), parser::accept);
    if (parser.header == null) {
      throw new BadInputException(file + ": damaged checkpoint index: it has no header");
    }
    return new BundleIndex(parser.header.getNumShards(), parser.entries);
  }

  private static byte[] readBytes(Path file) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new BadInputException("cannot read " + file + ": not a file");
      }
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new BadInputException(
            file + ": " + size + " bytes, too large for a checkpoint index (at most 64 MiB)");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
  }

  private static final class Parser {
    private final Path file;
    private final SortedMap<String, Entry> entries = new TreeMap<>();
    private BundleHeaderProto header;

    Parser(Path file) {
      this.file = file;
    }

    void accept(byte[] key, byte[] bytes, int offset, int length, long at) {
      try {
        if (header == null) {
          if (key.length != 0) {
            throw bad(at, "the first entry is not the header");
          }
          header = BundleHeaderProto.parser().parseFrom(bytes, offset, length);
          checkHeader(at);
        } else if (key[0] != 0) { // names of slices begin with 0
          String name = decode(key, at);
          entries.put(
              name, entry(name, BundleEntryProto.parser().parseFrom(bytes, offset, length), at));
        }
      } catch (InvalidProtocolBufferException e) {
        throw new BadInputException(message(at, "unreadable entry: " + e.getMessage()), e);
      }
    }

    private void checkHeader(long at) {
      int shards = header.getNumShards();
      if (shards < 1 || shards > MAX_SHARDS) {
        throw bad(at, shards + " data files, expected 1 to " + MAX_SHARDS);
      }
      if (header.getEndianness() != BundleHeaderProto.Endianness.LITTLE) {
        throw bad(at, "not little endian");
      }
      if (header.getVersion().getMinConsumer() > VERSION
          || header.getVersion().getBadConsumersList().contains(VERSION)) {
        throw bad(at, "written for a newer format than version " + VERSION);
      }
    }

    private String decode(byte[] key, long at) {
      try {
        String name = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
        if (name.chars().anyMatch(Character::isISOControl)) {
          throw bad(at, "a tensor's name has control characters");
        }
        return name;
      } catch (CharacterCodingException e) {
        throw new BadInputException(message(at, "a tensor's name is not UTF-8"), e);
      }
    }

    private Entry entry(String name, BundleEntryProto proto, long at) {
      long[] shape = shape(name, proto.getShape(), at);
      DataType dtype = proto.getDtype();
      boolean sliced = proto.getSlicesCount() > 0;
      if (proto.getShardId() < 0 || proto.getShardId() >= header.getNumShards()) {
        throw bad(at, name + ": data file " + proto.getShardId() + " of " + header.getNumShards());
      }
      if (proto.getOffset() < 0 || proto.getSize() < 0) {
        throw bad(at, name + " has a negative offset or size");
      }
      if (dtype == DataType.UNRECOGNIZED || dtype == DataType.DT_INVALID) {
        throw bad(at, name + " has the unknown data type " + proto.getDtypeValue());
      }
      int elementBytes = ElementTypes.bytes(dtype);
      TensorInfo info = new TensorInfo(name, dtype, shape);
      if (!sliced && elementBytes > 0 && size(info, elementBytes, at) != proto.getSize()) {
        throw bad(at, info + " is said to take " + proto.getSize() + " bytes");
      }
      return new Entry(
          info, proto.getShardId(), proto.getOffset(), proto.getSize(), proto.getCrc32C(), sliced);
    }

    private long[] shape(String name, TensorShapeProto proto, long at) {
      List<TensorShapeProto.Dim> dims = proto.getDimList();
      if (proto.getUnknownRank() || dims.stream().anyMatch(d -> d.getSize() < 0)) {
        throw bad(at, name + " has no fully known shape");
      }
      return dims.stream().mapToLong(TensorShapeProto.Dim::getSize).toArray();
    }

    private long size(TensorInfo info, int elementBytes, long at) {
      try {
        return Math.multiplyExact(info.elements(), elementBytes);
      } catch (ArithmeticException e) {
        throw new BadInputException(message(at, info + " is too large"), e);
      }
    }

    private BadInputException bad(long at, String reason) {
      return new BadInputException(message(at, reason));
    }

    private String message(long at, String reason) {
      return file + ": damaged checkpoint index at byte " + at + ": " + reason;
    }
  }
}
