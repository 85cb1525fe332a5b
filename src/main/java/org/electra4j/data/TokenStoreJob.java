package org.electra4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.data.Corpus.Source;
import org.electra4j.io.Utf8LineReader;
import org.electra4j.tokenization.IntList;
import org.electra4j.tokenization.PythonStrings;
import org.electra4j.tokenization.Tokenizer;

/**
 * Tokenises every jobs-th file of a corpus into a part of the ids.
 *
 * <p>The lines of a document are encoded one after the other, all but the first with the line feeds
 * before it. WordPiece and SentencePiece take that for white space, byte-level BPE has a token for
 * it: the ids are those of the whole document in one piece.
 */
final class TokenStoreJob implements ParallelJobs.Job {
  private static final int PROGRESS_BYTES = 1 << 16;

  /** The documents of a file of the corpus. */
  record Part(Path ids, long start, long size, IntList lengths) {}

  private final List<Source> sources = new ArrayList<>();
  private final Tokenizer tokenizer;
  private final boolean blanksSeparateDocs;
  private final Path ids;
  private final BuildProgress progress;
  private final int idBytes;
  private final List<Part> parts = new ArrayList<>();
  private final IntList document = new IntList();
  private IntList lengths;
  private OutputStream out;
  private long written;

  TokenStoreJob(
      int job,
      Corpus corpus,
      Tokenizer tokenizer,
      TokenStoreOptions options,
      Path ids,
      BuildProgress progress) {
    this.tokenizer = tokenizer;
    this.blanksSeparateDocs = options.blanksSeparateDocs();
    this.ids = ids;
    this.progress = progress;
    this.idBytes = TokenStoreHeader.idBytes(tokenizer.vocabulary().size());
    for (int i = job; i < corpus.files().size(); i += options.jobs()) {
      sources.add(corpus.files().get(i));
    }
  }

  @Override
  public void run() throws IOException {
    try (OutputStream file = new AppendedFile(ids)) {
      out = file;
      for (Source source : sources) {
        long start = written;
        lengths = new IntList();
        // Any order of documents will do, as training shuffles them, but it must always be the
        // same.
        source.forEachDocument(new PythonRandom(0), this::addText);
        parts.add(new Part(ids, start, written - start, lengths));
        progress.addFile();
      }
    }
  }

  /** The part of each of its files, in their order; known when the job is done. */
  List<Part> parts() {
    return parts;
  }

  private void addText(InputStream text, String where) throws IOException {
    long reported = 0;
    try (Utf8LineReader reader = new Utf8LineReader(text, where)) {
      int lineFeeds = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!PythonStrings.strip(line).isEmpty()) {
          tokenizer.encode("\n".repeat(lineFeeds) + line, document);
          lineFeeds = 1;
        } else if (blanksSeparateDocs) {
          endDocument();
          lineFeeds = 0;
        } else if (lineFeeds > 0) {
          lineFeeds++;
        }
        if (reader.bytesRead() - reported >= PROGRESS_BYTES) {
          progress.addTextBytes(reader.bytesRead() - reported);
          reported = reader.bytesRead();
          ParallelJobs.requireNotCancelled();
        }
      }
      endDocument();
      progress.addTextBytes(reader.bytesRead() - reported);
    }
  }

  private void endDocument() throws IOException {
    if (document.size() == 0) {
      return;
    }
    byte[] bytes = new byte[Math.min(document.size() * idBytes, 1 << 12)];
    int size = 0;
    for (int i = 0; i < document.size(); i++) {
      for (int shift = 0; shift < idBytes * Byte.SIZE; shift += Byte.SIZE) {
        bytes[size++] = (byte) (document.get(i) >> shift);
      }
      if (size == bytes.length) {
        out.write(bytes, 0, size);
        size = 0;
      }
    }
    out.write(bytes, 0, size);
    written += (long) document.size() * idBytes;
    lengths.add(document.size());
    document.truncate(0);
    progress.addExample();
  }
}
