package org.electra4j.cli;

/**
 * The main class for {@code spark-submit}: takes the same arguments as {@link Main}. Ends in an
 * exception instead of an exit status, because Spark's cluster managers take the end of the process
 * for a failure.
 */
public final class SparkMain {
  private SparkMain() {}

  public static void main(String[] args) {
    int status = Main.run(args);
    if (status != 0) {
      throw new IllegalStateException("electra ended with status " + status);
    }
  }
}
