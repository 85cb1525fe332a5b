package org.electra4j.checkpoint;

import java.nio.file.Path;

/** The names of a bundle's files. */
final class BundleFiles {
  static final String INDEX_SUFFIX = ".index";

  private BundleFiles() {}

  /** {@code <prefix>.index}. */
  static Path index(Path prefix) {
    return prefix.resolveSibling(prefix.getFileName() + INDEX_SUFFIX);
  }

  /** {@code <prefix>.data-0000i-of-0000n}. */
  static Path data(Path prefix, int shard, int shards) {
    return prefix.resolveSibling(
        String.format("%s.data-%05d-of-%05d", prefix.getFileName(), shard, shards));
  }
}
