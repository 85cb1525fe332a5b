package org.electra4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.tokenization.Tokenizer;

/** The shards of one job of a build, made apart from those of the other jobs. */
public final class JobShards {
  private JobShards() {}

  /**
   * One of them.
   *
   * @param records the number of its records
   */
  public record Shard(Path file, long records) {}

  /**
   * Builds what job {@code job} of {@link DatasetBuilder} would write, to the byte.
   *
   * @param directory an empty directory for the files
   * @param progress is told how far the job has come
   * @return every jobs-th shard, empty ones included
   * @throws IOException if the corpus cannot be read
   * @throws org.electra4j.io.BadInputException if the corpus is not UTF-8 text, or the directory
   *     cannot be written
   */
  public static List<Shard> build(
      int job,
      Corpus corpus,
      Tokenizer tokenizer,
      DatasetOptions options,
      Path directory,
      BuildProgress progress)
      throws IOException {
    List<Path> files = new ArrayList<>();
    List<TfRecordWriter> writers = new ArrayList<>();
    DatasetJob work =
        new DatasetJob(
            job,
            corpus,
            tokenizer,
            options,
            index -> {
              files.add(directory.resolve(ShardNames.of(index, options.outFiles())));
              writers.add(new TfRecordWriter(new AppendedFile(files.get(files.size() - 1))));
              return writers.get(writers.size() - 1);
            },
            progress);
    work.run();
    List<Shard> shards = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      writers.get(i).close();
      shards.add(new Shard(files.get(i), writers.get(i).records()));
    }
    return shards;
  }
}
