/**
 * Training by many processes: TensorFlow servers that meet over gRPC, sums by collective
 * operations, and what notices that a process is gone.
 */
package org.electra4j.cluster;
