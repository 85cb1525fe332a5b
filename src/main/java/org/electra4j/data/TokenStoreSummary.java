package org.electra4j.data;

/**
 * What a build did.
 *
 * @param documents documents written; those without any token are left out
 * @param tokens tokens written
 * @param files files of the corpus read
 * @param textBytes bytes of text read
 * @param fileBytes size of the store
 * @param seconds wall clock
 */
public record TokenStoreSummary(
    long documents, long tokens, long files, long textBytes, long fileBytes, double seconds) {
  /** Megabytes (10^6 bytes) of text a second. */
  public double mbPerSecond() {
    return textBytes / 1e6 / seconds;
  }
}
