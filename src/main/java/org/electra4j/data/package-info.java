/**
 * Pretraining data: text to records ({@code ExampleBuilder}, {@code DatasetBuilder}), TFRecord
 * files, and records to masked batches. The original's {@code build_*dataset.py}, {@code
 * pretrain/pretrain_data.py} and the masking of {@code pretrain/pretrain_helpers.py}.
 */
package org.electra4j.data;
