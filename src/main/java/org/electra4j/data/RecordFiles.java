package org.electra4j.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;

/** The TFRecord files that a {@code pretrain_tfrecords} setting names. */
public final class RecordFiles {
  private RecordFiles() {}

  /**
   * The files that match comma-separated patterns with {@code *}, {@code ?} and {@code [...]}, in
   * order of their paths, each once. Links to files and to directories are followed.
   *
   * @throws BadInputException if a pattern matches no file. (The original only needs one of the
   *     patterns to match, and then trains on less than was asked for.)
   */
  public static List<Path> matching(String patterns) {
    TreeSet<Path> files = new TreeSet<>();
    for (String pattern : patterns.split(",", -1)) {
      List<Path> matches = glob(pattern);
      if (matches.isEmpty()) {
        throw new BadInputException(
            "no record file matches "
                + pattern
                + "; build-pretraining-dataset writes pretrain_data.tfrecord-i-of-n files");
      }
      files.addAll(matches);
    }
    return new ArrayList<>(files);
  }

  /**
   * The record files of a directory ({@code *.tfrecord*}), in order of their names.
   *
   * @throws BadInputException if it has none
   */
  public static List<Path> in(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> files =
          all.filter(Files::isRegularFile)
              .filter(file -> file.getFileName().toString().contains(".tfrecord"))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new BadInputException("no record file (*.tfrecord*) in " + directory);
      }
      return files;
    } catch (IOException e) {
      throw new BadInputException("cannot list " + directory + ": " + AtomicFiles.reason(e), e);
    }
  }

  /** Goes down name by name, through links as well; a walk of the tree would not follow them. */
  private static List<Path> glob(String pattern) {
    Path path = Path.of(pattern);
    List<Path> found = List.of(path.getRoot() == null ? Path.of("") : path.getRoot());
    for (Path name : path) {
      List<Path> next = new ArrayList<>();
      found.forEach(directory -> next.addAll(inside(directory, name.toString())));
      found = next;
    }
    return found.stream().filter(Files::isRegularFile).toList();
  }

  private static List<Path> inside(Path directory, String name) {
    if (!hasWildcard(name)) {
      return List.of(directory.resolve(name));
    }
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    String glob = name.replaceAll("[{}]", "\\\\$0");
    try (DirectoryStream<Path> matches = Files.newDirectoryStream(directory, glob)) {
      List<Path> found = new ArrayList<>();
      matches.forEach(found::add);
      return found;
    } catch (IOException e) {
      throw new BadInputException("cannot list " + directory + ": " + AtomicFiles.reason(e), e);
    }
  }

  private static boolean hasWildcard(String name) {
    return name.matches(".*[*?\\[].*");
  }
}
