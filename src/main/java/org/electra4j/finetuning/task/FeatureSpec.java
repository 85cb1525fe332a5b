package org.electra4j.finetuning.task;

/**
 * A number that the records hold for every example (original: {@code feature_spec.FeatureSpec},
 * whose shape is {@code []} for all of these).
 *
 * @param name the key in a record, such as {@code cola_label_ids}
 * @param isInt whether it is an int64, else a float
 */
public record FeatureSpec(String name, boolean isInt) {}
