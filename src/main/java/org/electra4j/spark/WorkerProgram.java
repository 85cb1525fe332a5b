package org.electra4j.spark;

import java.io.Serializable;
import java.util.function.BooleanSupplier;
import org.electra4j.cluster.Workers;

/** What each of several workers does; it travels to the executors. */
public interface WorkerProgram extends Serializable {
  /**
   * Works together with the others.
   *
   * @param workers all of them, and which of them this one is
   * @param cancelled whether somebody ended the job in Spark
   * @return a number that the driver gets from worker 0
   * @throws org.electra4j.io.BadInputException for what another attempt would not change
   */
  long run(Workers workers, BooleanSupplier cancelled);
}
