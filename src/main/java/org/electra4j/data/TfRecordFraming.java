package org.electra4j.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.electra4j.io.MaskedCrc32c;

/**
 * The framing of a TFRecord: length (8 bytes, little endian), masked CRC-32C of those 8 bytes, the
 * data, masked CRC-32C of the data.
 */
final class TfRecordFraming {
  /** Bytes before the data. */
  static final int HEADER = 12;

  /** Bytes after the data. */
  static final int FOOTER = 4;

  /**
   * No record of ours comes near this many bytes; a length beyond it is an error and not a reason
   * to allocate.
   */
  static final int MAX_LENGTH = 1 << 26;

  private TfRecordFraming() {}

  /** The header of a record of {@code length} bytes. */
  static byte[] header(int length) {
    byte[] header = new byte[HEADER];
    ByteBuffer buffer = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(length).putInt(MaskedCrc32c.of(header, 0, Long.BYTES));
    return header;
  }

  /** The checksum that follows the data. */
  static byte[] footer(byte[] data) {
    return ByteBuffer.allocate(FOOTER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MaskedCrc32c.of(data, 0, data.length))
        .array();
  }

  /**
   * The length of the data of a record, checked before anything is allocated for it.
   *
   * @param bytes little endian, positioned at the header; the position stays
   * @param available the bytes from the header to the end of the file
   * @throws org.electra4j.io.BadInputException if the header is cut off, its checksum is wrong or
   *     the length cannot be
   */
  static int checkedLength(ByteBuffer bytes, long available, RecordPosition position) {
    if (available < HEADER) {
      throw position.error(
          "truncated: " + available + " bytes are left, expected a header of " + HEADER);
    }
    int start = bytes.position();
    int expected = MaskedCrc32c.of(bytes.slice(start, Long.BYTES));
    int stored = bytes.getInt(start + Long.BYTES);
    if (stored != expected) {
      throw position.error(
          String.format("checksum of the length is %08x, expected %08x", stored, expected));
    }
    long length = bytes.getLong(start);
    if (length < 0 || length > MAX_LENGTH) {
      throw position.error(
          "length "
              + Long.toUnsignedString(length)
              + " is impossible, expected at most "
              + MAX_LENGTH
              + " bytes");
    }
    if (length > available - HEADER - FOOTER) {
      throw position.error(
          "truncated: a record of "
              + length
              + " bytes, and "
              + Math.max(0, available - HEADER - FOOTER)
              + " are left in the file");
    }
    return (int) length;
  }

  /**
   * Checks the data of a record against the checksum behind it.
   *
   * @param bytes little endian, positioned at the header; the position stays
   * @throws org.electra4j.io.BadInputException if they disagree
   */
  static void checkData(ByteBuffer bytes, int length, RecordPosition position) {
    int dataStart = bytes.position() + HEADER;
    int expected = MaskedCrc32c.of(bytes.slice(dataStart, length));
    int stored = bytes.getInt(dataStart + length);
    if (stored != expected) {
      throw position.error(
          String.format("checksum of the data is %08x, expected %08x", stored, expected));
    }
  }
}
