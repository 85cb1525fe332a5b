package org.electra4j.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the dynamic linker looks for a library: {@code LD_LIBRARY_PATH}, the directories of {@code
 * /etc/ld.so.conf}, the system's own.
 *
 * @param directories in the order in which they are searched
 */
record LibraryPath(List<Path> directories) {
  private static final List<String> OF_THE_SYSTEM =
      List.of("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib64", "usr/lib64", "usr/lib");

  /**
   * The path of a machine.
   *
   * @param root the directory that holds {@code etc} and {@code usr}
   * @param ldLibraryPath the variable's value, null if it is not set
   */
  static LibraryPath of(Path root, String ldLibraryPath) {
    Set<Path> all = new LinkedHashSet<>();
    if (ldLibraryPath != null) {
      for (String directory : ldLibraryPath.split(":", -1)) {
        if (!directory.isEmpty()) {
          all.add(Path.of(directory));
        }
      }
    }
    addConfigured(root, root.resolve("etc/ld.so.conf"), all);
    OF_THE_SYSTEM.forEach(directory -> all.add(root.resolve(directory)));
    return new LibraryPath(List.copyOf(all));
  }

  /** Lines are directories, comments, or {@code include PATTERN}. */
  private static void addConfigured(Path root, Path file, Set<Path> all) {
    for (String line : lines(file)) {
      String text = line.replaceFirst("#.*", "").strip();
      if (text.startsWith("include ")) {
        Path pattern = root.resolve(text.substring("include ".length()).strip().substring(1));
        included(pattern).forEach(included -> addConfigured(root, included, all));
      } else if (text.startsWith("/")) {
        all.add(root.resolve(text.substring(1)));
      }
    }
  }

  private static List<Path> included(Path pattern) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(pattern.getParent(), pattern.getFileName().toString())) {
      found.forEach(files::add);
    } catch (IOException e) {
      return List.of();
    }
    files.sort(null);
    return files;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The file that a library's name leads to. */
  Optional<Path> find(String soname) {
    return directories.stream().map(d -> d.resolve(soname)).filter(Files::exists).findFirst();
  }
}
