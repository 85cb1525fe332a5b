package org.electra4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.TextFiles;
import org.electra4j.io.Utf8LineReader;
import org.electra4j.io.WorkProgress;

/**
 * The lines of a corpus, which a vocabulary is trained on.
 *
 * @param files that were read
 * @param bytes of them
 */
public record CorpusLines(int files, long bytes) {
  private static final long MEGABYTE = 1_000_000;

  /** Takes in a line, and whether it ended in a line feed. */
  @FunctionalInterface
  public interface Lines {
    void add(String text, boolean ended);
  }

  /**
   * Reads all lines of a directory's files, and shows how far it has come.
   *
   * @return what was read
   * @throws BadInputException if there are no files, or one cannot be read or is not UTF-8
   */
  public static CorpusLines read(Path corpus, Lines lines) {
    List<Path> files = TextFiles.list(corpus);
    long done = 0;
    try (WorkProgress progress = new WorkProgress("Counting words", bytes(files), "MB", MEGABYTE)) {
      for (Path file : files) {
        try (Utf8LineReader reader = Utf8LineReader.open(file)) {
          for (String text = reader.readLine(); text != null; text = reader.readLine()) {
            lines.add(text, reader.lineEnded());
            progress.stepTo(done + reader.bytesRead());
          }
          done += reader.bytesRead();
        } catch (IOException e) {
          throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
        }
      }
    }
    return new CorpusLines(files.size(), done);
  }

  private static long bytes(List<Path> files) {
    long bytes = 0;
    for (Path file : files) {
      try {
        bytes += Files.size(file);
      } catch (IOException e) {
        throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
      }
    }
    return bytes;
  }
}
