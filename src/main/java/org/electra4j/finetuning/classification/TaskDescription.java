package org.electra4j.finetuning.classification;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.electra4j.finetuning.task.TargetRange;
import org.electra4j.metrics.Scorer;

/**
 * All that tells one task of this kind from another.
 *
 * @param name of the task
 * @param labels in the order of their ids; empty for a regression
 * @param range the labels of a regression
 * @param symmetric whether the order of the two texts has no meaning, so that {@code
 *     double_unordered} applies
 * @param splits the files, by name of the split
 * @param evalSplits those with labels that are not for training
 * @param testSplits those without labels
 * @param scorer makes a scorer
 */
record TaskDescription(
    String name,
    List<String> labels,
    Optional<TargetRange> range,
    boolean symmetric,
    Map<String, SplitLayout> splits,
    List<String> evalSplits,
    List<String> testSplits,
    Supplier<Scorer> scorer) {}
