package org.electra4j.model;

/**
 * Where a Transformer's variables stand and which way it looks.
 *
 * @param name scope of the encoder, such as {@code electra} or {@code generator}
 * @param embeddings scope that holds {@code embeddings/...}; {@code electra} where they are shared
 * @param embeddingSize width of the embedding tables
 * @param direction which positions attend to which
 */
public record EncoderScope(String name, String embeddings, int embeddingSize, Direction direction) {

  /** Which positions a token may attend to. */
  public enum Direction {
    BOTH,
    LEFT_TO_RIGHT,
    RIGHT_TO_LEFT
  }

  /** An encoder with shared embeddings that attends to all positions. */
  public static EncoderScope of(String name, int embeddingSize) {
    return new EncoderScope(name, "electra", embeddingSize, Direction.BOTH);
  }
}
