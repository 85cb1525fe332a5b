package org.electra4j.study;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;

/** Keeps other processes away from a study; the system takes it from one that is killed. */
record StudyLock(FileChannel channel) implements AutoCloseable {
  /**
   * Takes the lock.
   *
   * @throws BadInputException if another process has it
   */
  static StudyLock take(Path file) {
    try {
      AtomicFiles.createParent(file);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw new BadInputException(
            file.getParent() + " is being worked on by another run-study; wait for its end");
      }
      return new StudyLock(channel);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // a thread of this process
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
