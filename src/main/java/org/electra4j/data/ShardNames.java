package org.electra4j.data;

/** What the files of a dataset are called. */
public final class ShardNames {
  /** The file that says what a dataset built on Spark holds; written last. */
  public static final String MANIFEST = "_SUCCESS";

  private static final String PREFIX = "pretrain_data.tfrecord-";

  private ShardNames() {}

  /** The name of shard {@code index} of {@code count}. */
  public static String of(int index, int count) {
    return PREFIX + index + "-of-" + count;
  }

  /** Whether a file of that name is a shard. */
  public static boolean isOne(String name) {
    return name.startsWith(PREFIX);
  }
}
