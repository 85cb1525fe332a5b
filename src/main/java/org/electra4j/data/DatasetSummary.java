package org.electra4j.data;

/**
 * What a build did.
 *
 * @param examples examples written
 * @param files files of the corpus read
 * @param textBytes bytes of text read
 * @param shards shards written, empty ones included
 * @param seed the seed that gives the same shards again
 * @param seconds wall clock
 */
public record DatasetSummary(
    long examples, long files, long textBytes, int shards, long seed, double seconds) {
  /** Megabytes (10^6 bytes) of text a second. */
  public double mbPerSecond() {
    return textBytes / 1e6 / seconds;
  }
}
