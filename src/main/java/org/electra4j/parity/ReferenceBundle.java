package org.electra4j.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.electra4j.checkpoint.CheckpointPaths;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.tokenization.Vocabulary;

/**
 * A directory of inputs and outputs that were recorded from the original (docs/parity.md).
 *
 * @param root the directory
 * @param vocabulary of 30,522 or so entries, for the cases that hold real text, if it was found
 * @param checkpoint weights for the cases of real size, which do not hold them; may be absent
 */
public record ReferenceBundle(
    Path root, Optional<Vocabulary> vocabulary, Optional<Path> checkpoint) {
  private static final int VERSION = 1;
  private static final String ABOUT = "bundle.json";
  private static final String TINY_VOCABULARY = "tiny_vocab.txt";

  /**
   * Opens a bundle.
   *
   * @param vocabulary its vocabulary; where null, {@code vocab.txt} of the bundle, or else {@code
   *     ../data/vocab/bert-uncased-vocab.txt} beside it, as the reference data comes
   * @param checkpoint for cases of real size, or null
   * @throws BadInputException if it is no bundle, or one of a newer version
   */
  public static ReferenceBundle open(Path root, Path vocabulary, Path checkpoint) {
    if (!Files.isDirectory(root)) {
      throw new BadInputException(root + ": no such directory, expected a reference bundle");
    }
    Path about = root.resolve(ABOUT);
    if (Files.exists(about)) {
      int version = Json.read(about).path("version").asInt();
      if (version != VERSION) {
        throw new BadInputException(
            "%s: version is %d, expected %d".formatted(about, version, VERSION));
      }
    }
    Optional<Path> file =
        vocabulary != null
            ? Optional.of(vocabulary)
            : Stream.of("vocab.txt", "../data/vocab/bert-uncased-vocab.txt")
                .map(root::resolve)
                .filter(Files::exists)
                .findFirst();
    return new ReferenceBundle(
        root,
        file.map(Vocabulary::read),
        Optional.ofNullable(checkpoint).map(CheckpointPaths::resolve));
  }

  /** Whether there is a folder of that name. */
  public boolean has(String folder) {
    return Files.isDirectory(root.resolve(folder));
  }

  /** The directories in a folder that hold a file, in order of their names. */
  public List<Path> directories(String folder, String holding) {
    return list(root.resolve(folder)).stream()
        .filter(dir -> Files.exists(dir.resolve(holding)))
        .toList();
  }

  /** The files in a folder that match a glob, in order of their names. */
  public List<Path> files(String folder, String glob) {
    var matcher = root.getFileSystem().getPathMatcher("glob:" + glob);
    return list(root.resolve(folder)).stream()
        .filter(file -> matcher.matches(file.getFileName()))
        .toList();
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The vocabulary of real text.
   *
   * @throws SkippedCaseException if it was not found
   */
  public Vocabulary realVocabulary() {
    return vocabulary.orElseThrow(
        () -> new SkippedCaseException("needs the vocabulary of its text: --vocab FILE"));
  }

  /** The vocabulary of a model with so many tokens: the tiny one or the real one. */
  public Vocabulary vocabularyOf(int size) {
    Path tiny = root.resolve(TINY_VOCABULARY);
    if (Files.exists(tiny)) {
      Vocabulary vocabulary = Vocabulary.read(tiny);
      if (vocabulary.size() == size) {
        return vocabulary;
      }
    }
    return realVocabulary();
  }

  /**
   * The weights that a case begins with.
   *
   * @param meta of the case: its {@code init_checkpoint} is {@code external} if they are not in it
   * @throws SkippedCaseException if they are not in the bundle and none were given
   */
  public Path initialCheckpoint(Path dir, String name, JsonNode meta) {
    if (!meta.path("init_checkpoint").asText().equals("external")) {
      return dir.resolve(name);
    }
    return checkpoint.orElseThrow(
        () -> new SkippedCaseException("needs the weights that it begins with: --checkpoint CKPT"));
  }
}
