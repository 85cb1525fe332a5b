package org.electra4j.study;

/**
 * A piece of the work of a study, and what it costs.
 *
 * @param kind data, pretraining or finetuning
 * @param name of the piece
 * @param status done, running, stopped or failed; empty if it was not begun
 * @param steps of training, those of all trials
 * @param sequences that are trained on
 * @param flops floating-point operations of training
 * @param seconds estimated, on this machine, one piece after another
 * @param diskBytes that it leaves
 */
public record StudyPart(
    String kind,
    String name,
    String status,
    long steps,
    long sequences,
    double flops,
    double seconds,
    long diskBytes) {
  static final String PRETRAINING = "pretraining";
  static final String FINETUNING = "finetuning";

  /** Whether nothing is left to do. */
  public boolean isDone() {
    return status.equals("done");
  }
}
