package org.electra4j.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Directories of text files, as a corpus is given. */
public final class TextFiles {
  /** Names in the order in which Python sorts them: by code point. */
  public static final Comparator<String> PYTHON_ORDER =
      Comparator.comparing(name -> name.codePoints().toArray(), Arrays::compare);

  private static final Comparator<Path> BY_NAME =
      Comparator.comparing(file -> file.getFileName().toString(), PYTHON_ORDER);

  private TextFiles() {}

  /**
   * The regular files of a directory (hidden ones too, subdirectories not), in the order in which
   * Python sorts their names, which is by code point.
   *
   * @throws BadInputException if the directory is missing, is not a directory or holds no file
   */
  public static List<Path> list(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new BadInputException(
          directory + (Files.exists(directory) ? " is not a directory" : ": no such directory"));
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(Files::isRegularFile).sorted(BY_NAME).toList();
    } catch (IOException e) {
      throw new BadInputException("cannot list " + directory + ": " + AtomicFiles.reason(e), e);
    }
    if (files.isEmpty()) {
      throw new BadInputException(directory + " holds no files, expected text files");
    }
    return files;
  }

  /**
   * Passes every line of a file to {@code action}; see {@link Utf8LineReader} for what a line is.
   *
   * @throws BadInputException if the file cannot be read or is not UTF-8
   */
  public static void forEachLine(Path file, Consumer<String> action) {
    try (Utf8LineReader reader = Utf8LineReader.open(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        action.accept(line);
      }
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
  }
}
