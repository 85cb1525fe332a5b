package org.electra4j.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Pieces of a binary file, little endian. */
public final class FileBytes implements AutoCloseable {
  private static final int CHUNK = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final long size;

  private FileBytes(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
  }

  /**
   * Opens a file.
   *
   * @throws BadInputException if it is missing or not a regular file
   */
  public static FileBytes open(Path file) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new BadInputException("cannot read " + file + ": not a file");
      }
      return new FileBytes(file, FileChannel.open(file, StandardOpenOption.READ));
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  public Path file() {
    return file;
  }

  /** The size when it was opened. */
  public long size() {
    return size;
  }

  /**
   * Bytes of the file, position 0. Nothing is allocated unless the file has them.
   *
   * @throws BadInputException if the file ends before, or the piece has more than 2 GiB
   */
  public ByteBuffer read(long offset, long length) {
    if (offset < 0 || length < 0 || offset > size || length > size - offset) {
      throw new BadInputException(
          "%s: %d bytes, but %d are expected at byte %d".formatted(file, size, length, offset));
    }
    if (length > Integer.MAX_VALUE - 8) {
      throw new BadInputException(
          "%s: %d bytes at byte %d: pieces of more than 2 GiB are not supported"
              .formatted(file, length, offset));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    try {
      // In chunks: Java reads what is not in native memory by a native buffer of the same size.
      while (bytes.hasRemaining()) {
        ByteBuffer chunk = bytes.slice(bytes.position(), Math.min(CHUNK, bytes.remaining()));
        int n = channel.read(chunk, offset + bytes.position());
        if (n < 0) {
          throw new BadInputException(file + ": became shorter while it was read");
        }
        bytes.position(bytes.position() + n);
      }
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
    return bytes.rewind();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException ignored) {
      // Only read from: nothing is lost.
    }
  }

  private static BadInputException cannotRead(Path file, IOException e) {
    return new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
  }
}
