package org.electra4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.TextFiles;

/** A directory of text files, each of them one document to {@link Source#forEachDocument}. */
public record TextCorpus(List<Source> files, OptionalLong textBytes) implements Corpus {
  /**
   * The files of a directory.
   *
   * @throws BadInputException if it is missing or holds no files
   */
  public static TextCorpus of(Path directory) {
    List<Path> files = TextFiles.list(directory);
    return new TextCorpus(
        files.stream().map(TextCorpus::source).toList(),
        OptionalLong.of(files.stream().mapToLong(TextCorpus::size).sum()));
  }

  private static Source source(Path file) {
    return (random, reader) -> {
      try {
        reader.read(Files.newInputStream(file), file.toString());
      } catch (IOException e) {
        throw cannotRead(file, e);
      }
    };
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw cannotRead(file, e);
    }
  }

  private static BadInputException cannotRead(Path file, IOException e) {
    return new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
  }
}
