package org.electra4j.study;

import java.nio.file.Path;
import org.electra4j.study.plan.Share;

/**
 * Where a study keeps what (docs/study.md).
 *
 * @param root the study's directory
 */
public record StudyLayout(Path root) {
  /** Name of the file that says how a part of the study was made. */
  public static final String RECORD = "record.json";

  /** The plan, every value spelled out. */
  public Path plan() {
    return root.resolve("plan.json");
  }

  /** Held by the process that works on the study. */
  Path lock() {
    return root.resolve(".lock");
  }

  /** How long steps take on this machine. */
  Path speeds() {
    return root.resolve("speeds.json");
  }

  /** Vocabulary and records of a tokenizer. */
  public Path data(String tokenizer) {
    return root.resolve("data").resolve(tokenizer);
  }

  /** The features of a task, for all fine-tunings on it. */
  Path features(String tokenizer, String task) {
    return data(tokenizer).resolve("features").resolve(task);
  }

  /** The directory of a pretraining. */
  public Path pretraining(String run) {
    return root.resolve("pretraining").resolve(run);
  }

  /** The {@code model_dir} of a pretraining. */
  public Path model(String run) {
    return pretraining(run).resolve("model");
  }

  /** A kept checkpoint. */
  public Path kept(String run, double share) {
    return pretraining(run).resolve("checkpoints").resolve(Share.text(share));
  }

  /** The measures of a kept checkpoint, written when all of it is there. */
  public Path evaluation(String run, double share) {
    return kept(run, share).resolve("eval.json");
  }

  /** The fine-tunings of a checkpoint on a task. */
  public Path finetuning(FinetuningUnit unit) {
    return root.resolve("finetuning")
        .resolve(unit.run())
        .resolve(Share.text(unit.share()))
        .resolve(unit.task());
  }

  /** Scores of a task over the checkpoints of a run, for TensorBoard. */
  Path tensorboard(String run, String task) {
    return root.resolve("tensorboard").resolve(run).resolve(task);
  }
}
