package org.electra4j.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.electra4j.io.MaskedCrc32c;

/**
 * Writes the sorted table that {@link TableReader} describes, byte for byte as TensorFlow's table
 * builder does: uncompressed data blocks that end once they reach 256 KiB, a full key at every 16th
 * entry, and index keys that are shortened to what separates two blocks.
 */
final class TableWriter {
  private static final int BLOCK_BYTES = 262_144;
  private static final int RESTART_INTERVAL = 16;
  private static final int FOOTER_PADDED = TableReader.FOOTER_BYTES - 8;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Block index = new Block(1);
  private Block data = new Block(RESTART_INTERVAL);
  private byte[] lastKey = {};

  /** The place of the last finished data block, until the key of the next one is known. */
  private byte[] pendingHandle;

  /** Adds an entry; keys come in the order of their unsigned bytes. */
  void add(byte[] key, byte[] value) {
    if (key.length + value.length >= 2 * BLOCK_BYTES) {
      finishDataBlock();
    }
    addPendingHandle(separator(lastKey, key));
    lastKey = key;
    data.add(key, value);
    if (data.size() >= BLOCK_BYTES) {
      finishDataBlock();
    }
  }

  /** The whole file; nothing is added after this. */
  byte[] finish() {
    finishDataBlock();
    byte[] metaIndex = writeBlock(new Block(RESTART_INTERVAL));
    addPendingHandle(successor(lastKey));
    byte[] indexHandle = writeBlock(index);
    byte[] handles = Arrays.copyOf(metaIndex, FOOTER_PADDED);
    System.arraycopy(indexHandle, 0, handles, metaIndex.length, indexHandle.length);
    out.writeBytes(handles);
    out.writeBytes(littleEndian(8).putLong(TableReader.MAGIC).array());
    return out.toByteArray();
  }

  private void finishDataBlock() {
    if (!data.isEmpty()) {
      pendingHandle = writeBlock(data);
      data = new Block(RESTART_INTERVAL);
    }
  }

  private void addPendingHandle(byte[] key) {
    if (pendingHandle != null) {
      index.add(key, pendingHandle);
      pendingHandle = null;
    }
  }

  /** Writes a block with its trailer and returns its encoded place. */
  private byte[] writeBlock(Block block) {
    int offset = out.size();
    byte[] content = block.finish();
    out.writeBytes(content);
    out.writeBytes(littleEndian(4).putInt(MaskedCrc32c.of(content, 0, content.length)).array());
    return varints(offset, content.length - 1);
  }

  /** A short key that is not below {@code from} and below {@code to}. */
  private static byte[] separator(byte[] from, byte[] to) {
    int at = Arrays.mismatch(from, to);
    if (at < 0 || at >= from.length || at >= to.length) {
      return from;
    }
    return (from[at] & 0xff) + 1 < (to[at] & 0xff) ? incremented(from, at) : from;
  }

  /** A short key that is not below {@code key}. */
  private static byte[] successor(byte[] key) {
    for (int i = 0; i < key.length; i++) {
      if (key[i] != (byte) 0xff) {
        return incremented(key, i);
      }
    }
    return key;
  }

  private static byte[] incremented(byte[] key, int at) {
    byte[] result = Arrays.copyOf(key, at + 1);
    result[at]++;
    return result;
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] varints(int... values) {
    ByteString.Output bytes = ByteString.newOutput();
    try {
      CodedOutputStream coded = CodedOutputStream.newInstance(bytes);
      for (int value : values) {
        coded.writeUInt32NoTag(value);
      }
      coded.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory
    }
    return bytes.toByteString().toByteArray();
  }

  /** Entries that each share the start of their key with the one before, but for every n-th. */
  private static final class Block {
    private final int restartInterval;
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final List<Integer> restarts = new ArrayList<>(List.of(0));
    private int sinceRestart;
    private byte[] lastKey = {};

    Block(int restartInterval) {
      this.restartInterval = restartInterval;
    }

    boolean isEmpty() {
      return entries.size() == 0;
    }

    void add(byte[] key, byte[] value) {
      int shared = 0;
      if (sinceRestart == restartInterval) {
        restarts.add(entries.size());
        sinceRestart = 0;
      } else {
        int mismatch = Arrays.mismatch(lastKey, key);
        shared = mismatch < 0 ? key.length : mismatch;
      }
      entries.writeBytes(varints(shared, key.length - shared, value.length));
      entries.write(key, shared, key.length - shared);
      entries.writeBytes(value);
      lastKey = key;
      sinceRestart++;
    }

    /** The size in bytes once it is finished, without trailer. */
    int size() {
      return entries.size() + 4 * restarts.size() + 4;
    }

    /** The entries, their restart points, and the compression type 0. */
    byte[] finish() {
      ByteBuffer end = littleEndian(4 * restarts.size() + 4 + 1);
      restarts.forEach(end::putInt);
      end.putInt(restarts.size());
      entries.writeBytes(end.array());
      return entries.toByteArray();
    }
  }
}
