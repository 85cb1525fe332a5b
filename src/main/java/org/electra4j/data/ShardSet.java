package org.electra4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;

/**
 * The shards of a dataset, {@code pretrain_data.tfrecord-i-of-n}, written in a hidden directory
 * beside their place and moved there together when all are complete.
 */
final class ShardSet implements AutoCloseable {
  private static final int CLOSING_THREADS = 16;
  private static final String WORK_PREFIX = ".pretrain_data-building-";

  private final Path directory;
  private final WorkDirectory work;
  private final int count;
  private final List<TfRecordWriter> writers = new ArrayList<>();

  private ShardSet(Path directory, WorkDirectory work, int count) {
    this.directory = directory;
    this.work = work;
    this.count = count;
  }

  /**
   * Prepares to write {@code count} shards.
   *
   * @throws BadInputException if the directory cannot be written, or holds shards and {@code
   *     overwrite} is not set: training would mix them with the new ones
   */
  static ShardSet create(Path directory, int count, boolean overwrite) {
    try {
      Files.createDirectories(directory);
      List<Path> present = shardsIn(directory);
      if (!present.isEmpty() && !overwrite) {
        throw new BadInputException(
            directory
                + " already holds "
                + present.size()
                + " shards such as "
                + present.get(0).getFileName()
                + "; --overwrite replaces them");
      }
      return new ShardSet(directory, WorkDirectory.create(directory, WORK_PREFIX), count);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(directory, e);
    }
  }

  /** A writer of shard {@code index}, which {@link #moveIntoPlace} closes. */
  TfRecordWriter open(int index) {
    TfRecordWriter writer = new TfRecordWriter(new AppendedFile(work.path().resolve(name(index))));
    writers.add(writer);
    return writer;
  }

  /**
   * Completes all shards, puts them in their place, and those there before away.
   *
   * @throws BadInputException if the disk is full
   */
  void moveIntoPlace() throws InterruptedException {
    closeWriters();
    try {
      for (Path old : shardsIn(directory)) {
        Files.delete(old);
      }
      Files.deleteIfExists(directory.resolve(ShardNames.MANIFEST));
      for (int i = 0; i < count; i++) {
        Files.move(
            work.path().resolve(name(i)),
            directory.resolve(name(i)),
            StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(directory, e);
    }
  }

  /** Deletes what has not been moved into place. */
  @Override
  public void close() {
    work.close();
  }

  /** A file system forces many files together in hardly more time than one. */
  private void closeWriters() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(CLOSING_THREADS);
    try {
      List<Callable<Void>> closings = new ArrayList<>();
      for (TfRecordWriter writer : writers) {
        closings.add(
            () -> {
              writer.close();
              return null;
            });
      }
      for (Future<Void> closed : pool.invokeAll(closings)) {
        closed.get();
      }
    } catch (ExecutionException e) {
      throw new BadInputException(e.getCause().getMessage(), e);
    } finally {
      pool.shutdown();
    }
  }

  private String name(int index) {
    return ShardNames.of(index, count);
  }

  private static List<Path> shardsIn(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> ShardNames.isOne(file.getFileName().toString())).sorted().toList();
    }
  }
}
