package org.electra4j.spark;

import java.io.Serializable;
import java.util.List;

/**
 * What a task of Spark made of its job.
 *
 * @param badInput why the input cannot be used, which another attempt would not change; or null
 * @param directory where the attempt left its shards, a Hadoop path
 * @param files files of the corpus read
 * @param textBytes bytes of text read
 */
record JobResult(String badInput, String directory, List<Shard> shards, long files, long textBytes)
    implements Serializable {
  /**
   * One shard.
   *
   * @param sha256 of its bytes
   */
  record Shard(String name, long records, long bytes, String sha256) implements Serializable {}

  static JobResult badInput(String line) {
    return new JobResult(line, "", List.of(), 0, 0);
  }

  long examples() {
    return shards.stream().mapToLong(Shard::records).sum();
  }
}
