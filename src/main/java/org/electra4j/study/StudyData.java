package org.electra4j.study;

import java.nio.file.Path;

/**
 * What a tokenizer made of the text.
 *
 * @param vocabulary {@code vocab.txt} or {@code tokenizer.json}
 * @param vocabSize number of its tokens
 * @param training pattern of the record files to train on
 * @param evaluation pattern of the record files to evaluate on; perhaps the same
 */
record StudyData(Path vocabulary, int vocabSize, String training, String evaluation) {
  /** Whether the evaluation sees what no training has seen. */
  boolean heldOut() {
    return !training.equals(evaluation);
  }
}
