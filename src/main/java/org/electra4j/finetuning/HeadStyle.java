package org.electra4j.finetuning;

/**
 * How a sequence becomes a prediction.
 *
 * @param pooling over the tokens of a sequence
 * @param twoLayer whether a hidden layer stands before the output (the study's head); the original
 *     has none
 */
public record HeadStyle(Pooling pooling, boolean twoLayer) {
  /** What stands for the whole sequence. */
  public enum Pooling {
    /** The first token's vector (original: {@code get_pooled_output}). */
    FIRST,
    /** The mean of all tokens' vectors, padding left out (the study). */
    AVERAGE
  }

  public static final HeadStyle ORIGINAL = new HeadStyle(Pooling.FIRST, false);
}
