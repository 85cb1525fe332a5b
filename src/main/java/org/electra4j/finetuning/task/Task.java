package org.electra4j.finetuning.task;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;

/** A task to fine-tune a model on: where its examples are and what they look like to a model. */
public interface Task {
  /** The name among {@code task_names}. */
  String name();

  /** The splits with labels that are not for training, {@code dev} first. */
  List<String> evalSplits();

  /** The splits without labels (original: {@code get_test_splits}). */
  List<String> testSplits();

  /** What the task needs on top of the encoder. */
  TaskHead head();

  /**
   * What a record holds of an example of this task, beside ids, mask, segments, task and {@code
   * <task>_eid}.
   */
  default List<FeatureSpec> featureSpecs() {
    return head().features();
  }

  /**
   * A new scorer of the task's metrics.
   *
   * @param split whose outputs it will see
   */
  Scorer scorer(String split);

  /**
   * The file of a split.
   *
   * @throws org.electra4j.io.BadInputException if it has several possible places and is in none
   */
  Path file(String split);

  /**
   * Reads a split.
   *
   * @throws org.electra4j.io.BadInputException naming file and line if the split is missing, is not
   *     what the task expects, is not UTF-8 or holds no example; with {@code strict} also where a
   *     malformed part is otherwise skipped
   */
  List<? extends Example> examples(String split);

  /**
   * The features of an example, one or several of them.
   *
   * @param training whether they are to train on; a task may then leave out or add some
   */
  List<FeaturizedExample> featurize(Example example, boolean training);

  /** The lines that {@code log_examples} prints about an example. */
  List<String> describe(Example example, FeaturizedExample features);

  /**
   * A text that differs wherever the features of a split may differ: it names the files' content,
   * the vocabulary and all settings that have a part in them.
   *
   * @throws org.electra4j.io.BadInputException if the split is missing
   */
  String fingerprint(String split);

  /**
   * Writes what a model says of a split without labels.
   *
   * @param outputs of all features of the split, in their order
   * @return the file with the predictions
   */
  Path writePredictions(String split, int trial, List<EvalOutput> outputs);

  /** What predicts text given on the command line. */
  TextPredictor textPredictor();
}
