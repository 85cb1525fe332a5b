package org.electra4j.data;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
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
   * order of their paths, each once.
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

  private static List<Path> glob(String pattern) {
    Path path = Path.of(pattern);
    int fixed = 0;
    while (fixed < path.getNameCount() && !hasWildcard(path.getName(fixed).toString())) {
      fixed++;
    }
    if (fixed == path.getNameCount()) {
      return Files.isRegularFile(path) ? List.of(path) : List.of();
    }
    Path base = base(path, fixed);
    Path rest = path.subpath(fixed, path.getNameCount());
    PathMatcher matcher =
        FileSystems.getDefault()
            .getPathMatcher("glob:" + rest.toString().replaceAll("[{}]", "\\\\$0"));
    if (!Files.isDirectory(base)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(base, rest.getNameCount())) {
      return all.filter(Files::isRegularFile)
          .filter(file -> matcher.matches(base.relativize(file)))
          .map(file -> path.getParent() == null ? file.getFileName() : file)
          .toList();
    } catch (IOException e) {
      throw new BadInputException("cannot list " + base + ": " + AtomicFiles.reason(e), e);
    }
  }

  private static Path base(Path path, int fixed) {
    Path start = path.getRoot() == null ? Path.of("") : path.getRoot();
    return fixed == 0 ? start : start.resolve(path.subpath(0, fixed));
  }

  private static boolean hasWildcard(String name) {
    return name.matches(".*[*?\\[].*");
  }
}
