package org.electra4j.study;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;

/** Keeps a checkpoint of a training beside it, out of reach of the training's own pruning. */
final class KeptCheckpoint {
  private static final String INDEX = ".index";

  private KeptCheckpoint() {}

  /**
   * Puts the files of a checkpoint into a directory as hard links, as copies where the file system
   * has none. The index comes last: without it there is no checkpoint.
   *
   * @param prefix of the checkpoint
   * @param directory made where needed
   */
  static void keep(Path prefix, Path directory) {
    try {
      Files.createDirectories(directory);
      for (Path file : files(prefix)) {
        Path kept = directory.resolve(file.getFileName());
        Files.deleteIfExists(kept);
        link(file, kept);
      }
      AtomicFiles.forceDirectory(directory);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(directory, e);
    }
  }

  private static List<Path> files(Path prefix) throws IOException {
    List<Path> files = new ArrayList<>();
    String glob = prefix.getFileName() + ".*";
    try (DirectoryStream<Path> all = Files.newDirectoryStream(prefix.getParent(), glob)) {
      all.forEach(files::add);
    }
    if (files.stream().noneMatch(KeptCheckpoint::isIndex)) {
      throw new BadInputException("no checkpoint " + prefix + " to keep");
    }
    files.sort(Comparator.comparing(KeptCheckpoint::isIndex).thenComparing(Path::toString));
    return files;
  }

  private static boolean isIndex(Path file) {
    return file.toString().endsWith(INDEX);
  }

  private static void link(Path file, Path kept) throws IOException {
    try {
      Files.createLink(kept, file);
    } catch (UnsupportedOperationException | IOException e) {
      AtomicFiles.write(kept, out -> Files.copy(file, out));
    }
  }
}
