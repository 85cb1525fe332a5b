package org.electra4j.spark;

import java.io.Serializable;
import java.time.Duration;

/**
 * How workers are started.
 *
 * @param number of workers, each a task of Spark
 * @param timeout how long a worker waits for the others
 * @param checkReplicasEvery steps between comparisons of the weights; 0 for none
 * @param restarts how often all are started again after a failure
 */
public record WorkerSettings(int number, Duration timeout, int checkReplicasEvery, int restarts)
    implements Serializable {}
