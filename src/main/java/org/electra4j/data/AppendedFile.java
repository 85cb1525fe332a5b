package org.electra4j.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.electra4j.io.AtomicFiles;

/**
 * A file that is open only while a full buffer is appended to it, so that a job can write to a
 * thousand of them. Closing it writes the rest and forces it to disk.
 */
final class AppendedFile extends OutputStream {
  private static final int FULL = 1 << 16;

  private final Path file;
  private byte[] buffer = new byte[1 << 10];
  private int size;

  AppendedFile(Path file) {
    this.file = file;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (size + length > FULL) {
      append(false);
    }
    if (size + length > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + length));
    }
    System.arraycopy(bytes, offset, buffer, size, length);
    size += length;
  }

  @Override
  public void close() {
    append(true);
  }

  private void append(boolean force) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer pending = ByteBuffer.wrap(buffer, 0, size);
      while (pending.hasRemaining()) {
        channel.write(pending);
      }
      if (force) {
        channel.force(true);
      }
      size = 0;
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }
}
