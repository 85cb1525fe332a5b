package org.electra4j.io;

/**
 * The user's input (a file, a field, an option) is wrong. The message is one line that says what is
 * wrong, where, and what was expected; the command line prints it and exits with status 2.
 */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInputException(String message) {
    super(message);
  }

  public BadInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
