package org.electra4j.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.zip.CRC32C;
import org.electra4j.io.MaskedCrc32c;
import org.electra4j.tokenization.IntList;

/** Writes a token store of parts in its layout, from front to end. */
final class TokenStoreWriter {
  private static final int BUFFER = 1 << 20;

  private final OutputStream out;
  private final CRC32C tables = new CRC32C();

  private TokenStoreWriter(OutputStream out) {
    this.out = out;
  }

  /** Writes the documents of all parts in their order. */
  static void write(TokenStoreHeader header, List<TokenStoreJob.Part> parts, OutputStream stream)
      throws IOException {
    OutputStream out = new BufferedOutputStream(stream, BUFFER);
    new TokenStoreWriter(out).writeAll(header, parts);
    out.flush();
  }

  private void writeAll(TokenStoreHeader header, List<TokenStoreJob.Part> parts)
      throws IOException {
    out.write(header.encode());
    BlockChecks checks = new BlockChecks();
    for (TokenStoreJob.Part part : parts) {
      copy(part, checks);
    }
    writeOffsets(parts);
    for (int check : checks.values()) {
      writeTable(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(check));
    }
    out.write(
        ByteBuffer.allocate(TokenStoreHeader.FOOTER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(MaskedCrc32c.mask(tables))
            .array());
  }

  private void copy(TokenStoreJob.Part part, BlockChecks checks) throws IOException {
    byte[] buffer = new byte[(int) Math.min(BUFFER, part.size())];
    try (FileChannel channel = FileChannel.open(part.ids());
        InputStream in = Channels.newInputStream(channel.position(part.start()))) {
      for (long left = part.size(); left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new IOException(part.ids() + " became shorter");
        }
        checks.add(buffer, read);
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  private void writeOffsets(List<TokenStoreJob.Part> parts) throws IOException {
    long offset = 0;
    writeOffset(0);
    for (TokenStoreJob.Part part : parts) {
      for (int i = 0; i < part.lengths().size(); i++) {
        offset += part.lengths().get(i);
        writeOffset(offset);
      }
    }
  }

  private void writeOffset(long offset) throws IOException {
    writeTable(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(offset));
  }

  private void writeTable(ByteBuffer entry) throws IOException {
    tables.update(entry.array());
    out.write(entry.array());
  }

  /** The checksums of the blocks of a stream of bytes. */
  private static final class BlockChecks {
    private final IntList finished = new IntList();
    private final CRC32C crc = new CRC32C();
    private int filled;

    void add(byte[] bytes, int count) {
      for (int at = 0; at < count; ) {
        int taken = Math.min(count - at, TokenStoreHeader.BLOCK - filled);
        crc.update(bytes, at, taken);
        at += taken;
        filled += taken;
        if (filled == TokenStoreHeader.BLOCK) {
          endBlock();
        }
      }
    }

    int[] values() {
      if (filled > 0) {
        endBlock();
      }
      return finished.toArray();
    }

    private void endBlock() {
      finished.add(MaskedCrc32c.mask(crc));
      crc.reset();
      filled = 0;
    }
  }
}
