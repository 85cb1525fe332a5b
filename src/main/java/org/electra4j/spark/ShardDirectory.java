package org.electra4j.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.electra4j.data.ShardNames;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;

/**
 * The directory of a dataset as the driver sees it: attempts of tasks write below a hidden work
 * directory, from which the shards of one attempt a job are moved into place, the manifest last. A
 * directory without a manifest is not complete.
 */
final class ShardDirectory implements AutoCloseable {
  private static final String WORK_PREFIX = ".pretrain_data-building-spark-";

  private final FileSystem files;
  private final Path directory;
  private final Path work;

  private ShardDirectory(FileSystem files, Path directory, Path work) {
    this.files = files;
    this.directory = directory;
    this.work = work;
  }

  /**
   * Prepares a directory, and clears away what a build that was killed left there.
   *
   * @param application tells the work directory from those of other builds
   * @throws BadInputException if it cannot be written, or holds shards and {@code overwrite} is not
   *     set
   */
  static ShardDirectory open(
      String outputDir, boolean overwrite, String application, Configuration configuration) {
    Path path = HadoopPaths.parse(outputDir);
    try {
      FileSystem files = FileSystem.newInstance(path.toUri(), configuration);
      files.setWriteChecksum(false); // The manifest has the checksums.
      Path directory = files.makeQualified(path);
      ShardDirectory opened =
          new ShardDirectory(files, directory, new Path(directory, WORK_PREFIX + application));
      try {
        opened.prepare(overwrite);
      } catch (IOException | BadInputException e) {
        files.close();
        throw e;
      }
      return opened;
    } catch (IOException e) {
      throw cannotWrite(path, e);
    }
  }

  private void prepare(boolean overwrite) throws IOException {
    files.mkdirs(directory);
    List<Path> present = shards();
    if (!present.isEmpty() && !overwrite) {
      throw new BadInputException(
          directory
              + " already holds "
              + present.size()
              + " shards such as "
              + present.get(0).getName()
              + (files.exists(manifest()) ? "" : " and no " + ShardNames.MANIFEST)
              + "; --overwrite replaces them");
    }
    for (FileStatus left : files.listStatus(directory)) {
      if (left.getPath().getName().startsWith(WORK_PREFIX)) {
        files.delete(left.getPath(), true);
      }
    }
    files.mkdirs(work);
  }

  /** Where attempts write. */
  Path work() {
    return work;
  }

  /**
   * Replaces the shards that are there by those of the jobs and then writes the manifest.
   *
   * @throws BadInputException if the file system refuses
   */
  void commit(List<JobResult> jobs, String manifest) {
    try {
      files.delete(manifest(), false);
      for (Path old : shards()) {
        files.delete(old, false);
      }
      for (JobResult job : jobs) {
        for (JobResult.Shard shard : job.shards()) {
          move(new Path(job.directory(), shard.name()), new Path(directory, shard.name()));
        }
      }
      Path written = new Path(work, ShardNames.MANIFEST);
      try (OutputStream out = files.create(written, true)) {
        out.write(manifest.getBytes(StandardCharsets.UTF_8));
      }
      move(written, manifest());
    } catch (IOException e) {
      throw cannotWrite(directory, e);
    }
  }

  /** Deletes what was not moved into place. */
  @Override
  public void close() {
    try {
      files.delete(work, true);
      files.close();
    } catch (IOException e) {
      throw cannotWrite(work, e);
    }
  }

  private void move(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException(from + " cannot be moved to " + to);
    }
  }

  private Path manifest() {
    return new Path(directory, ShardNames.MANIFEST);
  }

  private List<Path> shards() throws IOException {
    return Stream.of(files.listStatus(directory))
        .map(FileStatus::getPath)
        .filter(path -> ShardNames.isOne(path.getName()))
        .sorted()
        .toList();
  }

  private static BadInputException cannotWrite(Path path, IOException e) {
    return new BadInputException("cannot write " + path + ": " + AtomicFiles.reason(e), e);
  }
}
