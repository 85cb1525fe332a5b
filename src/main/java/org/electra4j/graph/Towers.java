package org.electra4j.graph;

import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.proto.ConfigProto;

/**
 * Equal parts of a batch that go through the graph side by side, with the same variables. On a CPU
 * two operations at once, each on half of the cores, are faster than one after the other on all of
 * them: what does not divide among threads, such as handing out work, then overlaps with products.
 *
 * @param number of parts
 */
public record Towers(int number) {
  /** The batch in one part. */
  public static final Towers WHOLE = new Towers(1);

  private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

  /**
   * What is fastest for a batch of so many rows: two parts, but one on a GPU, which wants large
   * operations, and for an odd number of rows. The number of cores plays no part, so that a run may
   * go on elsewhere: dropout differs with the parts.
   */
  public static Towers forBatch(int rows) {
    return rows % 2 == 0 && !Files.isDirectory(GPUS) ? new Towers(2) : WHOLE;
  }

  /** Gives each part its share of the cores; one part is left to TensorFlow's defaults. */
  void divideThreads(ConfigProto.Builder config) {
    if (number > 1) {
      int share = Math.max(1, Runtime.getRuntime().availableProcessors() / number);
      config
          .setInterOpParallelismThreads(number)
          .setIntraOpParallelismThreads(share)
          .setUsePerSessionThreads(true);
    }
  }
}
