package org.electra4j.finetuning.qa;

/** Says why a question cannot be used. It never leaves the package. */
final class UnusableQuestionException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableQuestionException(String reason) {
    super(reason);
  }
}
