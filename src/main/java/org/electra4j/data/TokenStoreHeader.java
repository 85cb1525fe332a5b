package org.electra4j.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.electra4j.io.BadInputException;
import org.electra4j.io.MaskedCrc32c;
import org.electra4j.io.Sha256;
import org.electra4j.tokenization.Vocabulary;

/**
 * The head of a token store, whose file is, little endian:
 *
 * <pre>
 * header    "ELECTRAT", int32 version 1, int32 bytes of an id (2 or 4), int32 vocabulary size,
 *           int64 documents, int64 tokens, 32 bytes SHA-256 of the vocabulary, int32 CRC
 * ids       of all documents back to back, uint16 where the vocabulary has at most 65,536 tokens,
 *           else int32
 * offsets   int64[documents + 1]: the first token of each document, and behind them {@code tokens}
 * checks    int32 CRC of each 4096 bytes of ids (the last may be fewer)
 * footer    int32 CRC of offsets and checks
 * </pre>
 *
 * CRCs are masked CRC-32C, as in TFRecords.
 *
 * @param idBytes 2 or 4
 * @param vocabularyHash see {@link #hash}
 */
record TokenStoreHeader(
    int idBytes, int vocabSize, long documents, long tokens, String vocabularyHash) {
  /** Bytes of the header. */
  static final int BYTES = 72;

  /** Bytes of ids with a checksum of their own. */
  static final int BLOCK = 4096;

  static final int FOOTER = Integer.BYTES;
  private static final byte[] MAGIC = "ELECTRAT".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int CHECKED = BYTES - Integer.BYTES;

  /** The header of that many documents and tokens of a vocabulary. */
  static TokenStoreHeader of(Vocabulary vocabulary, long documents, long tokens) {
    return new TokenStoreHeader(
        idBytes(vocabulary.size()), vocabulary.size(), documents, tokens, hash(vocabulary));
  }

  /** Bytes that an id of a vocabulary of that size takes. */
  static int idBytes(int vocabSize) {
    return vocabSize <= 1 << Character.SIZE ? Character.BYTES : Integer.BYTES;
  }

  /** SHA-256 of the tokens in the order of their ids, a line each. */
  static String hash(Vocabulary vocabulary) {
    return Sha256.of(String.join("\n", vocabulary.tokens()));
  }

  /** Whether a file that starts with these bytes is a token store. */
  static boolean isOne(byte[] start) {
    return start.length >= MAGIC.length
        && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  long idsSize() {
    return tokens * idBytes;
  }

  long offsetsSize() {
    return (documents + 1) * Long.BYTES;
  }

  long checksSize() {
    return (idsSize() + BLOCK - 1) / BLOCK * Integer.BYTES;
  }

  long fileSize() {
    return BYTES + idsSize() + offsetsSize() + checksSize() + FOOTER;
  }

  byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).putInt(VERSION).putInt(idBytes).putInt(vocabSize);
    bytes.putLong(documents).putLong(tokens).put(HexFormat.of().parseHex(vocabularyHash));
    bytes.putInt(MaskedCrc32c.of(bytes.array(), 0, CHECKED));
    return bytes.array();
  }

  /**
   * Reads a header.
   *
   * @param fileSize the size that the whole file has
   * @throws BadInputException naming the file if this is no token store, a newer or a broken one
   */
  static TokenStoreHeader decode(byte[] head, long fileSize, Path file) {
    if (!isOne(head)) {
      throw new BadInputException(
          file + " is not a token store, expected a file that build-token-store wrote");
    }
    if (head.length < BYTES) {
      throw new BadInputException(file + " is truncated within its header");
    }
    ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    int version = bytes.getInt(MAGIC.length);
    if (version != VERSION) {
      throw new BadInputException(
          file + " is a token store of version " + version + ", expected " + VERSION);
    }
    if (bytes.getInt(CHECKED) != MaskedCrc32c.of(head, 0, CHECKED)) {
      throw new BadInputException(file + ": checksum of the header is wrong: the file is corrupt");
    }
    bytes.position(MAGIC.length + Integer.BYTES);
    TokenStoreHeader header =
        new TokenStoreHeader(
            bytes.getInt(),
            bytes.getInt(),
            bytes.getLong(),
            bytes.getLong(),
            HexFormat.of().formatHex(head, bytes.position(), CHECKED));
    header.check(fileSize, file);
    return header;
  }

  private void check(long fileSize, Path file) {
    // Bounds first, so that the products below do not overflow.
    if (vocabSize < 1
        || idBytes != idBytes(vocabSize)
        || documents < 1
        || tokens < documents
        || tokens > Long.MAX_VALUE / 32) {
      throw new BadInputException(
          String.format(
              "%s: the header tells of %d documents, %d tokens and %d bytes an id of a vocabulary"
                  + " of %d, which is impossible",
              file, documents, tokens, idBytes, vocabSize));
    }
    if (fileSize != fileSize()) {
      throw new BadInputException(
          String.format("%s has %d bytes, expected %d: truncated?", file, fileSize, fileSize()));
    }
  }
}
