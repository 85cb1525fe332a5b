package org.electra4j.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.FileBytes;
import org.electra4j.io.MaskedCrc32c;
import org.electra4j.tokenization.Vocabulary;

/**
 * The token ids of many documents in a file that {@link TokenStoreBuilder} wrote (layout: {@link
 * TokenStoreHeader}). It is memory-mapped: opening it reads the offsets of the documents once, and
 * nothing stays on the heap. What is read of the ids is held against its checksum each time.
 * Thread-safe.
 */
public final class TokenStore {
  /** Bytes that are mapped at a time; a multiple of what is read in one go. */
  private static final int PIECE = 1 << 30;

  private final Path file;
  private final TokenStoreHeader header;
  private final MappedBytes ids;
  private final MappedBytes offsets;
  private final MappedBytes checks;

  private TokenStore(Path file, TokenStoreHeader header, FileChannel channel, int pieceSize)
      throws IOException {
    this.file = file;
    this.header = header;
    long start = TokenStoreHeader.BYTES;
    this.ids = new MappedBytes(channel, start, header.idsSize(), pieceSize);
    start += header.idsSize();
    this.offsets = new MappedBytes(channel, start, header.offsetsSize(), pieceSize);
    start += header.offsetsSize();
    this.checks = new MappedBytes(channel, start, header.checksSize(), pieceSize);
  }

  /**
   * Opens a store.
   *
   * @throws BadInputException if the file cannot be read, is not a whole token store, or if its
   *     offsets are corrupt
   */
  public static TokenStore open(Path file) {
    return open(file, PIECE);
  }

  /**
   * Opens a store of the tokens of a vocabulary.
   *
   * @throws BadInputException also if the store was made with another vocabulary
   */
  public static TokenStore open(Path file, Vocabulary vocabulary) {
    TokenStore store = open(file);
    if (!store.header.vocabularyHash().equals(TokenStoreHeader.hash(vocabulary))) {
      throw new BadInputException(
          String.format(
              "%s was made with another vocabulary (of %d tokens), expected the one that is used"
                  + " now (%d tokens)",
              file, store.vocabSize(), vocabulary.size()));
    }
    return store;
  }

  /** Maps {@code pieceSize} bytes at a time, a multiple of {@link TokenStoreHeader#BLOCK}. */
  static TokenStore open(Path file, int pieceSize) {
    try (FileBytes bytes = FileBytes.open(file);
        FileChannel channel = FileChannel.open(file)) {
      ByteBuffer head = bytes.read(0, Math.min(bytes.size(), TokenStoreHeader.BYTES));
      byte[] start = new byte[head.remaining()];
      head.get(start);
      TokenStoreHeader header = TokenStoreHeader.decode(start, bytes.size(), file);
      TokenStore store = new TokenStore(file, header, channel, pieceSize);
      store.checkTables(
          bytes
              .read(header.fileSize() - TokenStoreHeader.FOOTER, TokenStoreHeader.FOOTER)
              .getInt());
      return store;
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
  }

  /** Whether a file starts as a token store does; false if it cannot be read. */
  public static boolean isOne(Path file) {
    try (FileBytes bytes = FileBytes.open(file)) {
      byte[] start = new byte[(int) Math.min(bytes.size(), TokenStoreHeader.BYTES)];
      bytes.read(0, start.length).get(start);
      return TokenStoreHeader.isOne(start);
    } catch (BadInputException e) {
      return false;
    }
  }

  /** The number of documents. */
  public long documents() {
    return header.documents();
  }

  /** The number of tokens of all documents. */
  public long tokens() {
    return header.tokens();
  }

  /** The number of tokens of the vocabulary. */
  public int vocabSize() {
    return header.vocabSize();
  }

  /** The number of tokens of a document in [0, documents); at least 1. */
  public int length(long document) {
    return (int) (offset(document + 1) - offset(document));
  }

  /**
   * Copies ids of a document.
   *
   * @param document in [0, documents)
   * @param start the first token to copy, within the document
   * @param target where they go, from {@code at} on
   * @throws BadInputException naming file and byte offset if they are corrupt
   */
  public void read(long document, int start, int count, int[] target, int at) {
    Objects.checkFromIndexSize(start, count, length(document));
    int width = header.idBytes();
    long from = (offset(document) + start) * width;
    long end = from + (long) count * width;
    int done = 0;
    while (from < end) {
      ByteBuffer bytes = block(from / TokenStoreHeader.BLOCK);
      int i = (int) (from % TokenStoreHeader.BLOCK);
      for (; i < bytes.limit() && from < end; i += width, from += width) {
        target[at + done++] = checkedId(bytes, i, from);
      }
    }
  }

  /** The number of pieces of the ids that have a checksum each. */
  long blocks() {
    return checks.size() / Integer.BYTES;
  }

  /**
   * Reads a block of ids.
   *
   * @return its number of bytes
   * @throws BadInputException naming file and byte offset if it is corrupt
   */
  int checkBlock(long block) {
    ByteBuffer bytes = block(block);
    long start = block * TokenStoreHeader.BLOCK;
    for (int i = 0; i < bytes.limit(); i += header.idBytes()) {
      checkedId(bytes, i, start + i);
    }
    return bytes.limit();
  }

  private int checkedId(ByteBuffer bytes, int index, long at) {
    int id = header.idBytes() == Character.BYTES ? bytes.getChar(index) : bytes.getInt(index);
    if (id < 0 || id >= header.vocabSize()) {
      throw corrupt(at, "the token id " + id + " is not in the vocabulary");
    }
    return id;
  }

  /** Bytes of ids, checked. */
  private ByteBuffer block(long block) {
    long start = block * TokenStoreHeader.BLOCK;
    ByteBuffer bytes = ids.slice(start, (int) Math.min(TokenStoreHeader.BLOCK, ids.size() - start));
    int expected = checks.slice(block * Integer.BYTES, Integer.BYTES).getInt();
    if (MaskedCrc32c.of(bytes) != expected) {
      throw corrupt(start, "checksum of the block is wrong");
    }
    return bytes;
  }

  private BadInputException corrupt(long at, String what) {
    return new BadInputException(
        file + ": byte offset " + (TokenStoreHeader.BYTES + at) + ": " + what);
  }

  private long offset(long document) {
    return offsets.slice(document * Long.BYTES, Long.BYTES).getLong();
  }

  private void checkTables(int expected) {
    CRC32C crc = new CRC32C();
    update(crc, offsets);
    update(crc, checks);
    if (MaskedCrc32c.mask(crc) != expected) {
      throw new BadInputException(
          file + ": checksum of the documents' offsets is wrong: the file is corrupt");
    }
    for (long document = 0; document < documents(); document++) {
      long length = offset(document + 1) - offset(document);
      if (length < 1 || length > Integer.MAX_VALUE) {
        throw new BadInputException(
            file + ": document " + document + " has " + length + " tokens, expected 1 to 2^31 - 1");
      }
    }
    if (offset(0) != 0 || offset(documents()) != tokens()) {
      throw new BadInputException(file + ": the documents' offsets do not span all tokens");
    }
  }

  private static void update(CRC32C crc, MappedBytes bytes) {
    for (long at = 0; at < bytes.size(); at += TokenStoreHeader.BLOCK) {
      crc.update(bytes.slice(at, (int) Math.min(TokenStoreHeader.BLOCK, bytes.size() - at)));
    }
  }
}
