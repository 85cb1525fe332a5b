package org.electra4j.checkpoint.pytorch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.electra4j.io.BadInputException;

/** The bytes of pickles, taken from the front; whatever is missing ends in BadInputException. */
final class PickleBytes {
  private final String where;
  private final ByteBuffer in;

  /**
   * @param where what the bytes are, for messages
   */
  PickleBytes(String where, ByteBuffer in) {
    this.where = where;
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A signed integer of so many bytes, of long ones the low 8. */
  long longInteger(int length) {
    ByteBuffer bytes = take(length);
    if (length > Long.BYTES) {
      // Only the magic number of old files is that long; its low bytes do.
      return bytes.getLong();
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (bytes.get(i) & 0xffL) << (8 * i);
    }
    int unused = Long.SIZE - 8 * length;
    return length == 0 ? 0 : value << unused >> unused;
  }

  /** UTF-8 of so many bytes. */
  String text(int length) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(take(length)).toString();
    } catch (CharacterCodingException e) {
      throw new BadInputException(message("text is not UTF-8"), e);
    }
  }

  /** Latin-1 up to the next line end, which is taken too. */
  String line() {
    int start = in.position();
    while (unsigned() != '\n') {
      // up to the line's end
    }
    return StandardCharsets.ISO_8859_1
        .decode(in.slice(start, in.position() - 1 - start))
        .toString();
  }

  /** The next byte. */
  int unsigned() {
    return take(1).get() & 0xff;
  }

  /** The next bytes, little endian. */
  ByteBuffer take(int length) {
    if (length < 0 || length > in.remaining()) {
      throw bad("ends too early");
    }
    ByteBuffer piece = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + length);
    return piece;
  }

  /** A name of the file as it stands in a message. */
  static String printable(String name) {
    String shown = name.length() > 80 ? name.substring(0, 80) + "..." : name;
    return shown.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** The exception that names this place. */
  BadInputException bad(String reason) {
    return new BadInputException(message(reason));
  }

  private String message(String reason) {
    return "%s: bad pickle before byte %d: %s".formatted(where, in.position(), reason);
  }
}
