package org.electra4j.checkpoint;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.electra4j.io.BadInputException;
import org.electra4j.io.MaskedCrc32c;

/**
 * Reads a sorted table in LevelDB's file format, as TensorFlow writes it: data blocks of
 * prefix-compressed entries, an empty meta-index block, an index block that points at the data
 * blocks, and a footer of 48 bytes that points at both. Five bytes follow each block: a compression
 * type and a masked CRC-32C.
 *
 * <p>Nothing in the file is believed before it is checked: offsets and sizes against the file,
 * blocks against their checksums, keys and blocks to be in order. The last keeps the work linear in
 * the size of the file.
 */
final class TableReader {
  /** Receives the entries in the order of their keys. */
  interface EntryConsumer {
    void accept(byte[] key, byte[] value, int valueOffset, int valueLength, long fileOffset);
  }

  static final int FOOTER_BYTES = 48;
  static final int TRAILER_BYTES = 5;
  static final long MAGIC = 0xdb4775248b80fb57L;

  /** Names in a table share prefixes; a damaged one could pretend to hold gigabytes of them. */
  private static final int MAX_KEY_EXPANSION = 32;

  private final Path file;
  private final byte[] bytes;
  private long keyBytes;

  private TableReader(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /**
   * Passes all entries of a table on.
   *
   * @param file the file's name, for messages
   * @param bytes the whole file
   * @throws BadInputException if it is no such table or is damaged
   */
  static void read(Path file, byte[] bytes, EntryConsumer consumer) {
    new TableReader(file, bytes).readTable(consumer);
  }

  private record Handle(int offset, int size) {}

  private void readTable(EntryConsumer consumer) {
    int footer = bytes.length - FOOTER_BYTES;
    if (footer < 0) {
      throw bad(0, "only " + bytes.length + " bytes, a checkpoint index has at least 48");
    }
    if (littleEndian().getLong(bytes.length - 8) != MAGIC) {
      throw bad(bytes.length - 8, "not a checkpoint index, or cut short (no table magic)");
    }
    CodedInputStream in = CodedInputStream.newInstance(bytes, footer, FOOTER_BYTES - 8);
    readHandle(in, footer); // the meta-index, always empty
    Handle index = readHandle(in, footer);
    int[] end = {0};
    byte[][] last = {null};
    readBlock(
        index,
        (separator, array, offset, length, fileOffset) -> {
          Handle data =
              readHandle(CodedInputStream.newInstance(array, offset, length), (int) fileOffset);
          if (data.offset < end[0]) {
            throw bad(fileOffset, "data blocks overlap");
          }
          end[0] = data.offset + data.size + TRAILER_BYTES;
          readBlock(
              data,
              (key, values, valueOffset, valueLength, at) -> {
                checkOrder(last[0], key, at);
                last[0] = key;
                consumer.accept(key, values, valueOffset, valueLength, at);
              });
        });
  }

  /** A block's place, checked to lie with its trailer before the footer. */
  private Handle readHandle(CodedInputStream in, int at) {
    try {
      long offset = in.readRawVarint64();
      long size = in.readRawVarint64();
      long limit = bytes.length - FOOTER_BYTES - TRAILER_BYTES;
      if (offset < 0 || size < 0 || offset > limit || size > limit - offset) {
        throw bad(at, "a block of " + size + " bytes at " + offset + " is outside of the file");
      }
      return new Handle((int) offset, (int) size);
    } catch (IOException e) {
      throw new BadInputException(message(at, "unreadable block handle"), e);
    }
  }

  private void readBlock(Handle block, EntryConsumer consumer) {
    int end = block.offset + block.size;
    int expected = littleEndian().getInt(end + 1);
    if (MaskedCrc32c.of(bytes, block.offset, block.size + 1) != expected) {
      throw bad(block.offset, "checksum of a block of " + block.size + " bytes does not match");
    }
    if (bytes[end] != 0) {
      throw bad(
          end, "block compression type " + bytes[end] + ", only uncompressed blocks are supported");
    }
    if (block.size < 4) {
      throw bad(block.offset, "block of " + block.size + " bytes, expected at least 4");
    }
    long restarts = Integer.toUnsignedLong(littleEndian().getInt(end - 4));
    long entriesEnd = end - 4 - 4 * restarts;
    if (entriesEnd < block.offset) {
      throw bad(end - 4, restarts + " restart points do not fit into the block");
    }
    readEntries(block.offset, (int) entriesEnd, consumer);
  }

  private void readEntries(int start, int end, EntryConsumer consumer) {
    CodedInputStream in = CodedInputStream.newInstance(bytes, start, end - start);
    byte[] key = {};
    try {
      while (!in.isAtEnd()) {
        int at = start + in.getTotalBytesRead();
        int shared = in.readRawVarint32();
        int unshared = in.readRawVarint32();
        int length = in.readRawVarint32();
        int suffix = start + in.getTotalBytesRead();
        if (shared < 0 || shared > key.length) {
          throw bad(at, "entry shares " + shared + " bytes with a key of " + key.length);
        }
        if (unshared < 0 || length < 0 || (long) unshared + length > end - suffix) {
          throw bad(at, "entry of " + unshared + " + " + length + " bytes leaves its block");
        }
        keyBytes += shared + unshared;
        if (keyBytes > (long) MAX_KEY_EXPANSION * bytes.length) {
          throw bad(at, "names expand to over " + MAX_KEY_EXPANSION + " times the file's size");
        }
        key = Arrays.copyOf(key, shared + unshared);
        System.arraycopy(bytes, suffix, key, shared, unshared);
        consumer.accept(key, bytes, suffix + unshared, length, at);
        in.skipRawBytes(unshared + length);
      }
    } catch (IOException e) {
      throw new BadInputException(message(start, "unreadable entry in a block"), e);
    }
  }

  private void checkOrder(byte[] previous, byte[] key, long at) {
    if (previous != null && Arrays.compareUnsigned(previous, key) >= 0) {
      throw bad(at, "keys are not in order");
    }
  }

  private ByteBuffer littleEndian() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private BadInputException bad(long at, String reason) {
    return new BadInputException(message(at, reason));
  }

  private String message(long at, String reason) {
    return file + ": damaged checkpoint index at byte " + at + ": " + reason;
  }
}
