package org.electra4j.data;

import java.nio.file.Path;
import org.electra4j.io.BadInputException;

/**
 * How a token store is built.
 *
 * @param outputFile the store
 * @param jobs parts in which the corpus is worked through side by side; the result does not depend
 *     on it
 * @param blanksSeparateDocs whether a blank line ends a document; a file ends one in any case
 * @param overwrite whether a file that is there may be replaced
 */
public record TokenStoreOptions(
    Path outputFile, int jobs, boolean blanksSeparateDocs, boolean overwrite) {
  /** Checks the number. */
  public TokenStoreOptions {
    if (jobs < 1) {
      throw new BadInputException("num-processes is " + jobs + ", expected at least 1");
    }
  }
}
