package org.electra4j.data;

import java.util.random.RandomGenerator;

/** What pretraining takes its batches from. Thread-safe. */
public interface ExampleSource extends AutoCloseable {
  /** The number of examples of an epoch. */
  long size();

  /**
   * The examples of the given numbers as one batch, in that order.
   *
   * @param indices each in [0, size)
   * @param random what a source draws from that does not give the same example at every visit
   * @throws org.electra4j.io.BadInputException naming file and place if the data are corrupt
   */
  Inputs batch(long[] indices, RandomGenerator random);

  @Override
  void close();
}
