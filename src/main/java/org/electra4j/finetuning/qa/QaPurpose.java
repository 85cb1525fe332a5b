package org.electra4j.finetuning.qa;

/** What the questions of a split are read for, on which depends what they must have. */
enum QaPurpose {
  /** Needs an answer with its place in the context, or the word that there is none. */
  TRAINING,
  /** Needs the accepted answers. */
  EVALUATION,
  /** Needs question and context only. */
  PREDICTION
}
