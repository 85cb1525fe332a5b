package org.electra4j.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.TextFiles;

/**
 * The files of a corpus.
 *
 * @param files in the order in which jobs are dealt them, as {@link TextFiles#list} has it
 * @param parquet whether they are Parquet files, otherwise text
 */
record InputFiles(List<InputFile> files, boolean parquet) implements Serializable {
  private static final String PARQUET = ".parquet";

  /** A file of that many bytes. */
  record InputFile(URI path, long bytes) implements Serializable {}

  /**
   * The files of a directory. If one of them is called {@code *.parquet} all have to be, except for
   * those that Hadoop's tools leave beside their output ({@code _*} and {@code .*}).
   *
   * @throws BadInputException if it is missing, holds no files or text and Parquet files
   */
  static InputFiles list(String directory, Configuration configuration) {
    Path path = HadoopPaths.parse(directory);
    List<FileStatus> found = new ArrayList<>();
    try {
      FileStatus[] all = path.getFileSystem(configuration).listStatus(path);
      if (all.length == 1 && all[0].getPath().getName().equals(path.getName()) && all[0].isFile()) {
        throw new BadInputException(directory + " is not a directory");
      }
      Stream.of(all).filter(FileStatus::isFile).forEach(found::add);
    } catch (FileNotFoundException e) {
      throw new BadInputException(directory + ": no such directory", e);
    } catch (IOException e) {
      throw new BadInputException("cannot list " + directory + ": " + AtomicFiles.reason(e), e);
    }
    boolean parquet = found.stream().anyMatch(file -> name(file).endsWith(PARQUET));
    if (parquet) {
      found.removeIf(file -> name(file).startsWith("_") || name(file).startsWith("."));
      found.stream()
          .filter(file -> !name(file).endsWith(PARQUET))
          .findFirst()
          .ifPresent(
              file -> {
                throw new BadInputException(
                    directory + " holds Parquet files and others such as " + name(file));
              });
    }
    if (found.isEmpty()) {
      throw new BadInputException(
          directory + " holds no files, expected text files or Parquet files");
    }
    found.sort(Comparator.comparing(InputFiles::name, TextFiles.PYTHON_ORDER));
    return new InputFiles(
        found.stream().map(file -> new InputFile(file.getPath().toUri(), file.getLen())).toList(),
        parquet);
  }

  private static String name(FileStatus file) {
    return file.getPath().getName();
  }
}
