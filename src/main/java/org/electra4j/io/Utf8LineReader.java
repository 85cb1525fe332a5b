package org.electra4j.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The lines of a UTF-8 text as the original reads them, that is as TensorFlow's {@code GFile} gives
 * them: a line ends at {@code \n} alone, and every {@code \r} is dropped, wherever it stands. A
 * byte order mark stays in the text. Memory holds one line at a time.
 */
public final class Utf8LineReader implements Closeable {
  private static final int INITIAL_BUFFER = 1 << 16;
  private static final int LONGEST_LINE = 1 << 30;

  private final InputStream in;
  private final String where;
  private byte[] buffer = new byte[INITIAL_BUFFER];
  private int start;
  private int end;
  private long startOffset;
  private long line;
  private boolean ended;

  /**
   * Reads from a stream, which {@link #close} closes.
   *
   * @param where what the text is, for error messages
   */
  public Utf8LineReader(InputStream in, String where) {
    this.in = in;
    this.where = where;
  }

  /**
   * Opens a file.
   *
   * @throws BadInputException if it cannot be read
   */
  public static Utf8LineReader open(Path file) {
    try {
      return new Utf8LineReader(Files.newInputStream(file), file.toString());
    } catch (IOException e) {
      throw cannotRead(file.toString(), e);
    }
  }

  /**
   * The next line without its end, or null after the last one. Text after the last {@code \n} is a
   * line of its own unless it is empty.
   *
   * @throws BadInputException if the text cannot be read, or is not UTF-8 (names the line and the
   *     byte offset)
   */
  public String readLine() {
    int searched = start;
    while (true) {
      for (int i = searched; i < end; i++) {
        if (buffer[i] == '\n') {
          return take(i, i + 1);
        }
      }
      int pending = end - start;
      if (!fill()) {
        return pending == 0 ? null : take(end, end);
      }
      searched = start + pending;
    }
  }

  /** The number of bytes of the lines returned so far. */
  public long bytesRead() {
    return startOffset;
  }

  /** The number of lines returned so far. */
  public long linesRead() {
    return line;
  }

  /** Whether the line returned last ended in {@code \n}; only the last of a text may not. */
  public boolean lineEnded() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private String take(int contentEnd, int next) {
    String text = new String(buffer, start, contentEnd - start, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      // The decoder puts U+FFFD for bad bytes, but the text may also hold that character itself.
      requireUtf8(contentEnd);
    }
    ended = next > contentEnd;
    startOffset += next - start;
    start = next;
    line++;
    return text.indexOf('\r') >= 0 ? text.replace("\r", "") : text;
  }

  private void requireUtf8(int contentEnd) {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, start, contentEnd - start);
    CharBuffer characters = CharBuffer.allocate(contentEnd - start);
    if (StandardCharsets.UTF_8.newDecoder().decode(bytes, characters, true).isError()) {
      throw new BadInputException(
          String.format(
              "%s: line %d is not UTF-8: bad byte 0x%02x at byte offset %d",
              where, line + 1, buffer[bytes.position()], startOffset + (bytes.position() - start)));
    }
  }

  /** Reads more bytes behind those pending; false at the end of the text. */
  private boolean fill() {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      if (end >= LONGEST_LINE) {
        throw new BadInputException(
            where + ": line " + (line + 1) + " is longer than " + LONGEST_LINE + " bytes");
      }
      buffer = Arrays.copyOf(buffer, 2 * end);
    }
    try {
      int read = in.read(buffer, end, buffer.length - end);
      end += Math.max(read, 0);
      return read >= 0;
    } catch (IOException e) {
      throw cannotRead(where, e);
    }
  }

  private static BadInputException cannotRead(String where, IOException e) {
    return new BadInputException("cannot read " + where + ": " + AtomicFiles.reason(e), e);
  }
}
