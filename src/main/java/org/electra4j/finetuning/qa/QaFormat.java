package org.electra4j.finetuning.qa;

/** The formats of files and, with them, the official evaluations. */
enum QaFormat {
  /** SQuAD 2.0: JSON, with questions that have no answer. */
  SQUAD_V2("json", "id"),
  /** SQuAD 1.1: JSON. */
  SQUAD_V1("json", "id"),
  /** The MRQA 2019 shared task: a header line, then a document with its questions a line. */
  MRQA("jsonl", "qid");

  private final String extension;
  private final String idField;

  QaFormat(String extension, String idField) {
    this.extension = extension;
    this.idField = idField;
  }

  /** How names of its files end. */
  String extension() {
    return extension;
  }

  /** The field with the id of a question. */
  String idField() {
    return idField;
  }

  /** Whether questions may have no answer (original: {@code v2}). */
  boolean hasImpossibleQuestions() {
    return this == SQUAD_V2;
  }
}
