package org.electra4j.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * A part of a file in memory-mapped pieces, because one {@link ByteBuffer} ends at 2 GB.
 * Thread-safe.
 */
final class MappedBytes {
  private final ByteBuffer[] pieces;
  private final int pieceSize;
  private final long size;

  /**
   * Maps {@code size} bytes from {@code start} on.
   *
   * @param pieceSize bytes that are mapped at a time
   */
  MappedBytes(FileChannel channel, long start, long size, int pieceSize) throws IOException {
    this.pieceSize = pieceSize;
    this.size = size;
    this.pieces = new ByteBuffer[(int) ((size + pieceSize - 1) / pieceSize)];
    for (int i = 0; i < pieces.length; i++) {
      long from = (long) i * pieceSize;
      pieces[i] = channel.map(MapMode.READ_ONLY, start + from, Math.min(pieceSize, size - from));
    }
  }

  long size() {
    return size;
  }

  /**
   * Bytes from {@code offset} on, little endian.
   *
   * @param length must not reach over the end of a piece
   */
  ByteBuffer slice(long offset, int length) {
    return pieces[(int) (offset / pieceSize)]
        .slice((int) (offset % pieceSize), length)
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
