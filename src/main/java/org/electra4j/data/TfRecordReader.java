package org.electra4j.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;

/**
 * Reads the records of a TFRecord file in order. Every checksum is checked, and a length is checked
 * before a byte is allocated for it. Not thread-safe.
 */
public final class TfRecordReader implements Closeable {
  private static final int BUFFER = 1 << 18;

  private final Path file;
  private final long fileSize;
  private final InputStream in;
  private RecordPosition position;
  private long nextOffset;

  private TfRecordReader(Path file, long fileSize, InputStream in) {
    this.file = file;
    this.fileSize = fileSize;
    this.in = in;
    this.position = new RecordPosition(file, -1, 0);
  }

  /**
   * Opens a file.
   *
   * @throws BadInputException if it cannot be read
   */
  public static TfRecordReader open(Path file) {
    try {
      long size = Files.size(file);
      return new TfRecordReader(
          file, size, new BufferedInputStream(Files.newInputStream(file), BUFFER));
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  /**
   * The data of the next record, or null after the last one. After an error in a record's header or
   * after a truncated record there is nothing more to read; after a wrong checksum of the data the
   * next call reads on behind the bad record.
   *
   * @throws BadInputException if the record is truncated or corrupt, naming file, record and offset
   */
  public byte[] next() {
    if (nextOffset >= fileSize) {
      return null;
    }
    position = new RecordPosition(file, position.record() + 1, nextOffset);
    long available = fileSize - nextOffset;
    nextOffset = fileSize;
    try {
      byte[] header = in.readNBytes(TfRecordFraming.HEADER);
      int length =
          TfRecordFraming.checkedLength(
              littleEndian(header),
              header.length < TfRecordFraming.HEADER ? header.length : available,
              position);
      int rest = length + TfRecordFraming.FOOTER;
      byte[] whole = Arrays.copyOf(header, TfRecordFraming.HEADER + rest);
      if (in.readNBytes(whole, TfRecordFraming.HEADER, rest) < rest) {
        throw position.error("truncated while it was read");
      }
      nextOffset = position.offset() + whole.length;
      TfRecordFraming.checkData(littleEndian(whole), length, position);
      return Arrays.copyOfRange(whole, TfRecordFraming.HEADER, TfRecordFraming.HEADER + length);
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  /** Where the record stands that the last call of {@link #next} returned or refused. */
  public RecordPosition position() {
    return position;
  }

  /** Whether {@link #next} has anything more to read. */
  public boolean hasMore() {
    return nextOffset < fileSize;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static BadInputException cannotRead(Path file, IOException e) {
    return new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
  }
}
