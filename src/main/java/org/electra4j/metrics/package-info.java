/**
 * Metrics of pretraining, summed up over batches as the original's {@code tf.metrics} do, and the
 * scorers of fine-tuning tasks.
 */
package org.electra4j.metrics;
