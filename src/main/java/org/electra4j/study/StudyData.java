package org.electra4j.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.data.RecordFiles;

/**
 * What a tokenizer made of the text.
 *
 * @param vocabulary {@code vocab.txt} or {@code tokenizer.json}
 * @param vocabSize number of its tokens
 * @param dynamic whether examples are drawn from a token store, and not read from records
 * @param training the token store to train on, or a pattern of record files
 * @param evaluation that to evaluate on; perhaps the same
 */
record StudyData(
    Path vocabulary, int vocabSize, boolean dynamic, String training, String evaluation) {
  /** Whether the evaluation sees what no training has seen. */
  boolean heldOut() {
    return !training.equals(evaluation);
  }

  /** The same with another vocabulary of the same size. */
  StudyData withVocabulary(Path file) {
    return new StudyData(file, vocabSize, dynamic, training, evaluation);
  }

  /** All files of which trainings and evaluations are made, for a record. */
  List<DataFile> files() {
    List<Path> files = new ArrayList<>(List.of(vocabulary));
    files.addAll(files(training));
    if (heldOut()) {
      files.addAll(files(evaluation));
    }
    return DataFile.of(files);
  }

  private List<Path> files(String examples) {
    return dynamic ? List.of(Path.of(examples)) : RecordFiles.matching(examples);
  }
}
