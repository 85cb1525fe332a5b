package org.electra4j.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Sha256;

/**
 * A file as a record tells of it.
 *
 * @param file its path
 * @param bytes its length
 * @param sha256 of its content, 64 hexadecimal digits
 */
record DataFile(String file, long bytes, String sha256) {
  /** Reads a file. */
  static DataFile of(Path file) {
    try {
      return new DataFile(file.toString(), Files.size(file), Sha256.of(file));
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
  }

  /** Reads files. */
  static List<DataFile> of(List<Path> files) {
    return files.stream().map(DataFile::of).toList();
  }
}
