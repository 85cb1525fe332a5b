package org.electra4j.training;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;

/** The files that a training leaves in its model's directory. */
public final class RunFiles {
  private static final String NAMES =
      "{checkpoint,model.ckpt-*,events.out.tfevents.*,hparams.json,not-finite-step-*.json}";

  private RunFiles() {}

  /** Removes the files of an earlier training; others stay. */
  public static void clear(Path modelDir) {
    if (!Files.isDirectory(modelDir)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(modelDir, NAMES)) {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new BadInputException("cannot clear " + modelDir + ": " + AtomicFiles.reason(e), e);
    }
  }
}
