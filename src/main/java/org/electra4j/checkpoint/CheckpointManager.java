package org.electra4j.checkpoint;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints {@code model.ckpt-<step>} of a training run's directory.
 *
 * <p>A process that is killed at any moment leaves only whole checkpoints behind: a checkpoint
 * appears with its index file, which is moved into place last; the state file names it after that;
 * and older ones go only when the state file does not name them any more. What a killed process
 * left unfinished is removed by the next save.
 */
public final class CheckpointManager {
  private static final Logger log = LoggerFactory.getLogger(CheckpointManager.class);

  private static final Pattern PART =
      Pattern.compile("(model\\.ckpt-\\d+)\\.(data-\\d{5}-of-\\d{5}|meta|training-state\\.json)");

  private final Path modelDir;
  private final int keepMax;

  /**
   * @param modelDir the run's directory; made by the first save
   * @param keepMax how many of the newest checkpoints stay (the original's {@code
   *     keep_checkpoint_max}), 0 for all
   */
  public CheckpointManager(Path modelDir, int keepMax) {
    if (keepMax < 0) {
      throw new BadInputException("keep_checkpoint_max is " + keepMax + ", expected 0 or more");
    }
    this.modelDir = modelDir;
    this.keepMax = keepMax;
  }

  /**
   * Saves a checkpoint, names it in the state file and deletes those that are too many.
   *
   * @param trainingState what is needed to go on beyond the tensors, as JSON, kept beside the
   *     checkpoint in {@code model.ckpt-<step>.training-state.json}; null for none
   * @return the checkpoint's prefix
   * @throws BadInputException if the directory cannot be written or the disk is full; the
   *     checkpoints before it are as they were
   */
  public Path save(long step, Iterable<NamedTensor> tensors, String trainingState) {
    removeLeftovers();
    Path prefix = modelDir.resolve("model.ckpt-" + step);
    TensorBundleWriter.write(prefix, tensors, () -> writeTrainingState(prefix, trainingState));
    List<Path> kept = oldestFirst(prefix);
    int surplus = keepMax == 0 ? 0 : Math.max(0, kept.size() - keepMax);
    List<Path> dropped = List.copyOf(kept.subList(0, surplus));
    List<String> names =
        kept.subList(surplus, kept.size()).stream().map(p -> p.getFileName().toString()).toList();
    new CheckpointState(prefix.getFileName().toString(), names).write(modelDir);
    AtomicFiles.forceDirectory(modelDir);
    dropped.forEach(this::delete);
    return prefix;
  }

  /**
   * The newest checkpoint that is whole, all checksums compared; others are passed over with a
   * warning.
   *
   * @return empty if there is no checkpoint
   * @throws BadInputException if there are checkpoints but all are damaged
   */
  public Optional<Path> latest() {
    List<String> reasons = new ArrayList<>();
    for (Path prefix : CheckpointPaths.newestFirst(modelDir)) {
      try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
        reader.verify();
        if (!reasons.isEmpty()) {
          log.warn("going back to {}", prefix);
        }
        return Optional.of(prefix);
      } catch (BadInputException e) {
        log.warn("passing over a damaged checkpoint: {}", e.getMessage());
        reasons.add(e.getMessage());
      }
    }
    if (!reasons.isEmpty()) {
      throw new BadInputException(
          "no checkpoint in " + modelDir + " is whole: " + String.join("; ", reasons));
    }
    return Optional.empty();
  }

  /** The JSON that was saved with a checkpoint; empty if there is none (the original's). */
  public static Optional<String> trainingState(Path prefix) {
    Path file = trainingStateFile(prefix);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
  }

  private static Path trainingStateFile(Path prefix) {
    return prefix.resolveSibling(prefix.getFileName() + ".training-state.json");
  }

  private static void writeTrainingState(Path prefix, String trainingState) {
    if (trainingState == null) {
      AtomicFiles.deleteQuietly(trainingStateFile(prefix));
    } else {
      AtomicFiles.writeString(trainingStateFile(prefix), trainingState);
    }
  }

  /**
   * The directory's checkpoints with the new one last. Those that the state file does not name,
   * because the run was killed before it could name or delete them, count as the oldest.
   */
  private List<Path> oldestFirst(Path saved) {
    Path home = modelDir.toAbsolutePath().normalize();
    Set<Path> newestFirst = new LinkedHashSet<>(List.of(saved));
    for (Path prefix : CheckpointPaths.newestFirst(modelDir)) {
      boolean ours = prefix.toAbsolutePath().normalize().getParent().equals(home);
      if (ours && CheckpointPaths.step(prefix).isPresent()) {
        newestFirst.add(modelDir.resolve(prefix.getFileName()));
      }
    }
    List<Path> oldestFirst = new ArrayList<>(newestFirst);
    Collections.reverse(oldestFirst);
    return oldestFirst;
  }

  /** Deletes a checkpoint, the index first: without it there is no checkpoint. */
  private void delete(Path prefix) {
    String name = prefix.getFileName().toString();
    try {
      Files.deleteIfExists(BundleFiles.index(prefix));
      Files.deleteIfExists(trainingStateFile(prefix));
      Files.deleteIfExists(prefix.resolveSibling(name + ".meta")); // of the original
      deleteAll(name + ".data-*");
    } catch (IOException e) {
      log.warn("cannot delete the old checkpoint {}: {}", prefix, AtomicFiles.reason(e));
    }
  }

  /** Removes what a killed process left: temporary files, and parts without an index. */
  private void removeLeftovers() {
    try {
      deleteAll(".model.ckpt-*.tmp-*");
      deleteAll("." + CheckpointState.FILE_NAME + ".tmp-*");
      for (Path file : files("model.ckpt-*")) {
        Matcher part = PART.matcher(file.getFileName().toString());
        if (part.matches() && Files.notExists(BundleFiles.index(modelDir.resolve(part.group(1))))) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      log.warn("cannot clean up {}: {}", modelDir, AtomicFiles.reason(e));
    }
  }

  private void deleteAll(String glob) throws IOException {
    for (Path file : files(glob)) {
      Files.deleteIfExists(file);
    }
  }

  private List<Path> files(String glob) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(modelDir)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(modelDir, glob)) {
        stream.forEach(files::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return files;
  }
}
