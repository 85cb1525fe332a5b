package org.electra4j.cluster;

/** Other workers ended, stall, were never there or have other weights: this one cannot go on. */
public final class WorkersLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WorkersLostException(String message) {
    super(message);
  }

  WorkersLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
