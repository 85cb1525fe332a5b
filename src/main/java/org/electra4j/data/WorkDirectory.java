package org.electra4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.electra4j.io.AtomicFiles;

/**
 * A hidden directory of this process beside what it writes, gone with its content when closed.
 *
 * @param path where it is
 */
record WorkDirectory(Path path) implements AutoCloseable {
  /**
   * Makes one in a directory, and deletes those that killed processes left there.
   *
   * @param prefix of its name, which ends in the number of the process
   */
  static WorkDirectory create(Path parent, String prefix) throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      for (Path left : all.filter(path -> isLeftover(path, prefix)).toList()) {
        delete(left);
      }
    }
    return new WorkDirectory(
        Files.createDirectory(parent.resolve(prefix + ProcessHandle.current().pid())));
  }

  @Override
  public void close() {
    delete(path);
  }

  private static boolean isLeftover(Path path, String prefix) {
    String name = path.getFileName().toString();
    if (!name.matches("\\Q" + prefix + "\\E\\d{1,18}")) {
      return false;
    }
    long pid = Long.parseLong(name.substring(prefix.length()));
    return pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty();
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      all.forEach(AtomicFiles::deleteQuietly);
    } catch (IOException ignored) {
      // It is gone, or stays under its hidden name until the next build.
    }
    AtomicFiles.deleteQuietly(directory);
  }
}
