package org.electra4j.finetuning.task;

import java.util.List;
import java.util.Optional;
import org.electra4j.metrics.Scorer;

/** A task to fine-tune a model on: where its examples are and what they look like to a model. */
public interface Task {
  /** The name among {@code task_names}. */
  String name();

  /** The labels in the order of their ids; empty for a regression. */
  List<String> labels();

  /** The labels of a regression, absent for a classification. */
  Optional<TargetRange> range();

  /** Whether a number is predicted instead of a label. */
  default boolean isRegression() {
    return range().isPresent();
  }

  /** The splits with labels that are not for training, {@code dev} first. */
  List<String> evalSplits();

  /** The splits without labels (original: {@code get_test_splits}). */
  List<String> testSplits();

  /** What a record holds of an example of this task, beside ids, mask, segments and task. */
  List<FeatureSpec> featureSpecs();

  /** A new scorer of the task's metrics. */
  Scorer scorer();

  /**
   * Reads a split.
   *
   * @throws org.electra4j.io.BadInputException naming file and line if the split is missing, has a
   *     wrong header, an unknown label, is not UTF-8 or holds no example, and with {@code strict}
   *     if a row has too few columns
   */
  List<? extends Example> examples(String split);

  /** The features of an example, one or several of them. */
  List<FeaturizedExample> featurize(Example example);

  /** The lines that {@code log_examples} prints about an example. */
  List<String> describe(Example example, FeaturizedExample features);

  /**
   * A text that differs wherever the features of a split may differ: it names the files' content,
   * the vocabulary and all settings that have a part in them.
   *
   * @throws org.electra4j.io.BadInputException if the split is missing
   */
  String fingerprint(String split);
}
