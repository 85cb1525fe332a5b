package org.electra4j.spark;

import org.apache.hadoop.fs.Path;
import org.electra4j.io.BadInputException;

/** Paths as they are written on a command line. */
final class HadoopPaths {
  private HadoopPaths() {}

  /**
   * A path of Hadoop.
   *
   * @throws BadInputException if it is none
   */
  static Path parse(String text) {
    try {
      return new Path(text);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("'" + text + "' is not a Hadoop path: " + e.getMessage(), e);
    }
  }
}
