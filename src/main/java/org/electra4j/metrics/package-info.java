/** Metrics that are summed up over batches, as the original's {@code tf.metrics} do. */
package org.electra4j.metrics;
