package org.electra4j.data;

import java.io.Serializable;
import org.electra4j.io.BadInputException;

/**
 * How a dataset is built.
 *
 * @param maxSeqLength tokens of an example
 * @param jobs parts in which the corpus is worked through, the original's {@code num_processes};
 *     the result depends on it, and not on the number of threads
 * @param outFiles the number of shards; job j writes those with i mod jobs = j
 * @param blanksSeparateDocs whether a blank line ends a document
 * @param seed job j draws from {@code random.Random(seed + j)}
 */
public record DatasetOptions(
    int maxSeqLength, int jobs, int outFiles, boolean blanksSeparateDocs, long seed)
    implements Serializable {
  /** The original's number of shards. */
  public static final int DEFAULT_OUT_FILES = 1000;

  /** Checks the numbers. */
  public DatasetOptions {
    if (maxSeqLength < ExampleBuilder.MIN_SEQ_LENGTH) {
      throw new BadInputException(
          "max-seq-length is "
              + maxSeqLength
              + ", expected at least "
              + ExampleBuilder.MIN_SEQ_LENGTH);
    }
    if (jobs < 1) {
      throw new BadInputException("num-processes is " + jobs + ", expected at least 1");
    }
    if (outFiles < jobs) {
      throw new BadInputException(
          "num-out-files is " + outFiles + ", expected at least one for each of " + jobs + " jobs");
    }
  }
}
