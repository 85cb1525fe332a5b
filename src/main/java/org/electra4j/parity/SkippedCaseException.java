package org.electra4j.parity;

/** A case cannot be replayed here; the message says what it needs. */
public final class SkippedCaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SkippedCaseException(String message) {
    super(message);
  }
}
