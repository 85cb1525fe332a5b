package org.electra4j.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that appear whole or not at all: written under a temporary name in the same directory,
 * forced to disk, then moved into place.
 */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes the content of one file to an open stream. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The temporary name under which {@code target} is written before it is moved into place. */
  public static Path temporary(Path target) {
    return target.resolveSibling(
        "." + target.getFileName() + ".tmp-" + ProcessHandle.current().pid());
  }

  /**
   * Writes {@code target}, creating its directory where needed.
   *
   * @throws BadInputException if the directory cannot be written or the disk is full; nothing is
   *     left behind then
   */
  public static void write(Path target, Content content) {
    Path temporary = temporary(target);
    try {
      createParent(target);
      try (OutputStream out = Files.newOutputStream(temporary)) {
        content.writeTo(out);
      }
      moveIntoPlace(temporary, target);
    } catch (IOException e) {
      throw cannotWrite(target, e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  /** Writes {@code text} as UTF-8. */
  public static void writeString(Path target, String text) {
    write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Forces a finished temporary file to disk and renames it to {@code target}. */
  public static void moveIntoPlace(Path temporary, Path target) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Makes the renames in a directory survive a power cut, where the system can do that. */
  public static void forceDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException ignored) {
      // Windows does not open directories; the files themselves are on disk.
    }
  }

  /** Creates the directory in which {@code target} will stand. */
  public static void createParent(Path target) throws IOException {
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
  }

  /** Deletes a file if it is there; a failure to do so is not worth hiding another one. */
  public static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException ignored) {
      // The file that remains has a temporary name, and the caller already has its result.
    }
  }

  /** The one line for a file that cannot be written, with the operating system's reason. */
  public static BadInputException cannotWrite(Path target, IOException e) {
    return new BadInputException("cannot write " + target + ": " + reason(e), e);
  }

  /** The operating system's reason for {@code e}, without the file's name. */
  public static String reason(IOException e) {
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    if (e instanceof java.nio.file.AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof java.nio.file.NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof java.nio.file.FileAlreadyExistsException) {
      return "a file of that name is in the way";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
