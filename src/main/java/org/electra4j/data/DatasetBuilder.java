package org.electra4j.data;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.io.BadInputException;
import org.electra4j.tokenization.Tokenizer;

/**
 * Builds the shards of a dataset: the original's {@code build_pretraining_dataset.py} with threads
 * for its processes and a seed for each job. The result depends on the corpus, the vocabulary and
 * the options alone.
 */
public final class DatasetBuilder {
  private DatasetBuilder() {}

  /**
   * Builds a dataset. Either all of its shards appear in the output directory, or none does.
   *
   * @param progress is told how far the build has come
   * @throws BadInputException if the corpus is not UTF-8 text or holds none, or the output
   *     directory cannot be written or already holds shards
   * @throws InterruptedException if the caller's thread is interrupted
   */
  public static DatasetSummary build(
      Corpus corpus,
      Tokenizer tokenizer,
      DatasetOptions options,
      DatasetOutput output,
      BuildProgress progress)
      throws InterruptedException {
    long start = System.nanoTime();
    try (ShardSet shards =
        ShardSet.create(output.directory(), options.outFiles(), output.overwrite())) {
      List<DatasetJob> jobs = new ArrayList<>();
      for (int job = 0; job < options.jobs(); job++) {
        jobs.add(new DatasetJob(job, corpus, tokenizer, options, shards::open, progress));
      }
      ParallelJobs.run(jobs);
      if (progress.examples() == 0) {
        throw new BadInputException("no text in any of the " + progress.files() + " files");
      }
      shards.moveIntoPlace();
    }
    return new DatasetSummary(
        progress.examples(),
        progress.files(),
        progress.textBytes(),
        options.outFiles(),
        options.seed(),
        (System.nanoTime() - start) / 1e9);
  }
}
