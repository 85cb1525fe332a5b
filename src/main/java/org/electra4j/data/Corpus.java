package org.electra4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;

/** The text of a dataset: files in order of their names, each of one or more documents. */
public interface Corpus {
  /** The files, in the order in which jobs are dealt them. */
  List<Source> files();

  /** The bytes of text in all files, or empty where only unpacking would tell. */
  OptionalLong textBytes();

  /** One file of a corpus. */
  interface Source {
    /**
     * Passes the documents of the file on, in the order in which the original reads them.
     *
     * @param random the job's generator, where the original shuffles documents
     * @throws org.electra4j.io.BadInputException if the file is not as expected
     */
    void forEachDocument(PythonRandom random, DocumentReader reader) throws IOException;
  }

  /** Takes a document. */
  @FunctionalInterface
  interface DocumentReader {
    /**
     * Reads UTF-8 text to its end and closes the stream.
     *
     * @param where what the text is, for error messages
     */
    void read(InputStream text, String where) throws IOException;
  }
}
