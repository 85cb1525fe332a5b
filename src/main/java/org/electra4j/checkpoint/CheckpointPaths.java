package org.electra4j.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds checkpoints on disk. */
public final class CheckpointPaths {
  private static final Logger log = LoggerFactory.getLogger(CheckpointPaths.class);

  private static final Pattern STEP = Pattern.compile("model\\.ckpt-(\\d{1,18})");
  private static final Pattern FILE_OF_BUNDLE =
      Pattern.compile("(.+)\\.(index|meta|data-\\d{5}-of-\\d{5})");

  private CheckpointPaths() {}

  /**
   * The prefix of the checkpoint that a user means.
   *
   * @param given a prefix such as {@code dir/model.ckpt-100}, one of a checkpoint's files, or a
   *     directory: then the newest checkpoint that its {@code checkpoint} file names, or the newest
   *     {@code model.ckpt-<step>}, or the only one there
   * @throws BadInputException if there is none or no single one, telling what was looked for
   */
  public static Path resolve(Path given) {
    boolean named = given.getFileName() != null; // not so for the root
    if (named && Files.exists(BundleFiles.index(given))) {
      return given;
    }
    if (!named || Files.isDirectory(given)) {
      return resolveDirectory(given);
    }
    Matcher file = FILE_OF_BUNDLE.matcher(given.getFileName().toString());
    if (file.matches()) {
      Path prefix = given.resolveSibling(file.group(1));
      if (Files.exists(BundleFiles.index(prefix))) {
        return prefix;
      }
    }
    throw new BadInputException(
        "no checkpoint " + given + ": looked for a directory and for " + BundleFiles.index(given));
  }

  /** The step in a prefix's name {@code model.ckpt-<step>}, empty for other names. */
  public static OptionalLong step(Path prefix) {
    Matcher name = STEP.matcher(String.valueOf(prefix.getFileName()));
    return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
  }

  /**
   * The checkpoints of a training directory that have an index, the best to resume from first:
   * those that the state file names, the newest first, then other {@code model.ckpt-<step>}, the
   * highest step first.
   */
  static List<Path> newestFirst(Path directory) {
    Set<Path> prefixes = new LinkedHashSet<>();
    try {
      CheckpointState.read(directory)
          .ifPresent(state -> prefixes.addAll(state.newestFirst(directory)));
    } catch (BadInputException e) {
      log.warn("{}; looking for checkpoints beside it", e.getMessage());
    }
    for (Path prefix : prefixes) {
      if (!Files.exists(BundleFiles.index(prefix))) {
        log.warn(
            "the checkpoint state file names {}, which is not there",
            CheckpointState.escape(prefix.toString()));
      }
    }
    bundles(directory).stream()
        .filter(prefix -> step(prefix).isPresent())
        .sorted(Comparator.comparing((Path prefix) -> step(prefix).getAsLong()).reversed())
        .forEach(prefixes::add);
    return prefixes.stream().filter(prefix -> Files.exists(BundleFiles.index(prefix))).toList();
  }

  private static Path resolveDirectory(Path directory) {
    List<Path> candidates = newestFirst(directory);
    if (candidates.isEmpty()) {
      candidates = bundles(directory);
      if (candidates.size() > 1) {
        throw new BadInputException(
            directory + " holds several checkpoints, name one of them: " + names(candidates));
      }
    }
    if (candidates.isEmpty()) {
      String named =
          CheckpointState.read(directory)
              .map(state -> " (" + CheckpointState.escape(state.latest()) + ")")
              .orElse("");
      throw new BadInputException(
          String.format(
              "no checkpoint in %s: looked for what a file named %s names there%s, and for *.index",
              directory, CheckpointState.FILE_NAME, named));
    }
    return candidates.get(0);
  }

  /** The prefixes of all bundles in a directory, in order of their names. */
  private static List<Path> bundles(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(BundleFiles.INDEX_SUFFIX) && !name.startsWith("."))
          .map(name -> name.substring(0, name.length() - BundleFiles.INDEX_SUFFIX.length()))
          .sorted()
          .map(directory::resolve)
          .toList();
    } catch (IOException e) {
      throw new BadInputException("cannot read " + directory + ": " + AtomicFiles.reason(e), e);
    }
  }

  private static String names(List<Path> prefixes) {
    return prefixes.stream()
        .map(prefix -> prefix.getFileName().toString())
        .collect(Collectors.joining(", "));
  }
}
