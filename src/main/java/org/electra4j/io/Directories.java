package org.electra4j.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories with all that is in them. */
public final class Directories {
  private Directories() {}

  /**
   * Deletes a directory and everything in it, if it is there. Links are deleted, not followed.
   *
   * @throws BadInputException if something cannot be deleted
   */
  public static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new BadInputException("cannot delete " + directory + ": " + AtomicFiles.reason(e), e);
    }
  }
}
