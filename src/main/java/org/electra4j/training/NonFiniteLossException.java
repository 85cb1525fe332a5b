package org.electra4j.training;

/** A loss or the norm of the gradient became infinite or NaN. */
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NonFiniteLossException(String message) {
    super(message);
  }
}
