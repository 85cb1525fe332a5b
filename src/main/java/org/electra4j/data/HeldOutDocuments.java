package org.electra4j.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Parts a corpus into documents to train on and documents to evaluate on. Which part a document
 * (what stands between blank lines) belongs to follows from its file's place in the corpus and its
 * own place in the file.
 */
public final class HeldOutDocuments {
  private static final int UNIT_BITS = 53;

  private final Corpus corpus;
  private final double share;

  /**
   * @param share of the documents that are held out, in [0, 1]
   */
  public HeldOutDocuments(Corpus corpus, double share) {
    this.corpus = corpus;
    this.share = share;
  }

  /** The documents to train on. */
  public Corpus training() {
    return part(false);
  }

  /** The documents to evaluate on. */
  public Corpus heldOut() {
    return part(true);
  }

  private Corpus part(boolean heldOut) {
    List<Corpus.Source> parts = new ArrayList<>();
    for (int i = 0; i < corpus.files().size(); i++) {
      long file = i;
      Corpus.Source source = corpus.files().get(i);
      parts.add(
          (random, reader) ->
              source.forEachDocument(
                  random, (text, where) -> reader.read(new Part(text, file, heldOut), where)));
    }
    return new Parts(List.copyOf(parts), corpus.textBytes());
  }

  private record Parts(List<Source> files, OptionalLong textBytes) implements Corpus {}

  private boolean isHeldOut(long file, long document) {
    long bits = SplitMix64.mix(SplitMix64.mix(file) + document);
    return (bits >>> (Long.SIZE - UNIT_BITS)) * 0x1p-53 < share;
  }

  /** The lines of the documents of one part; line by line, so that memory holds one. */
  private final class Part extends InputStream {
    private final InputStream text;
    private final long file;
    private final boolean heldOut;
    private long document;
    private byte[] line = {};
    private int next;

    Part(InputStream text, long file, boolean heldOut) {
      this.text = new BufferedInputStream(text, 1 << 16);
      this.file = file;
      this.heldOut = heldOut;
    }

    @Override
    public int read() throws IOException {
      return fill() ? line[next++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int count = Math.min(length, line.length - next);
      System.arraycopy(line, next, bytes, offset, count);
      next += count;
      return count;
    }

    /** Makes sure that there is a byte of a line of this part; false at the end of the text. */
    private boolean fill() throws IOException {
      while (next == line.length) {
        line = readLine();
        next = 0;
        if (line.length == 0) {
          return false;
        }
        boolean taken = isHeldOut(file, document) == heldOut;
        if (isBlank(line)) {
          document++;
        }
        if (!taken) {
          next = line.length;
        }
      }
      return true;
    }

    private byte[] readLine() throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int b = text.read(); b >= 0; b = text.read()) {
        bytes.write(b);
        if (b == '\n') {
          break;
        }
      }
      return bytes.toByteArray();
    }

    private static boolean isBlank(byte[] line) {
      for (byte b : line) {
        if (b > ' ' || b < 0) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      text.close();
    }
  }
}
