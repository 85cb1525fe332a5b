package org.electra4j.data;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The wire format of protocol buffers over a byte buffer: messages are views and not copies. Every
 * method throws {@link IOException} where the bytes end too early or are no such thing.
 */
final class ProtoReader {
  /** Wire types, the low three bits of a tag. */
  static final int VARINT = 0;

  static final int LENGTH_DELIMITED = 2;
  private static final int FIXED64 = 1;
  private static final int FIXED32 = 5;

  private final ByteBuffer bytes;

  /** Reads from position to limit of {@code bytes}, whose position moves. */
  ProtoReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  boolean hasMore() {
    return bytes.hasRemaining();
  }

  /** The tag of a field: 8 x its number + the wire type of its value. */
  int tag() throws IOException {
    long tag = varint();
    if (tag >>> 3 == 0 || tag > 0xFFFFFFFFL) {
      throw new IOException("bad tag " + Long.toUnsignedString(tag));
    }
    return (int) tag;
  }

  long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (!bytes.hasRemaining()) {
        throw new IOException("cut off in a number");
      }
      byte b = bytes.get();
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new IOException("a number of more than ten bytes");
  }

  /** The value of a length-delimited field: an embedded message or a string. */
  ByteBuffer delimited() throws IOException {
    long length = varint();
    if (length < 0 || length > bytes.remaining()) {
      throw new IOException(
          "a field of "
              + Long.toUnsignedString(length)
              + " bytes where "
              + bytes.remaining()
              + " are left");
    }
    ByteBuffer view = bytes.slice(bytes.position(), (int) length);
    bytes.position(bytes.position() + (int) length);
    return view;
  }

  /** Passes over the value of a field with that tag. */
  void skip(int tag) throws IOException {
    switch (tag & 7) {
      case VARINT -> varint();
      case LENGTH_DELIMITED -> delimited();
      case FIXED64 -> skipBytes(Long.BYTES);
      case FIXED32 -> skipBytes(Integer.BYTES);
      default -> throw new IOException("wire type " + (tag & 7));
    }
  }

  private void skipBytes(int count) throws IOException {
    if (bytes.remaining() < count) {
      throw new IOException("cut off in a number");
    }
    bytes.position(bytes.position() + count);
  }
}
