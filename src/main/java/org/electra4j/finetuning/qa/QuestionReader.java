package org.electra4j.finetuning.qa;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.electra4j.tokenization.PythonStrings;

/**
 * One question of a JSON document as an example, its answer moved from characters to words
 * (original: {@code _add_examples}).
 */
final class QuestionReader {
  private static final String DETECTED = "detected_answers";

  private final String task;
  private final QaFormat format;
  private final QaPurpose purpose;

  QuestionReader(String task, QaFormat format, QaPurpose purpose) {
    this.task = task;
    this.format = format;
    this.purpose = purpose;
  }

  /** What a message calls a question: its id if it has one. */
  String name(JsonNode qa) {
    JsonNode id = qa.get(format.idField());
    return "question " + (id == null ? "without " + format.idField() : id.asText());
  }

  /**
   * The example of a question.
   *
   * @param eid the number it gets
   * @throws UnusableQuestionException if a field that its purpose needs is missing or wrong, or if
   *     the answer to train on does not stand where it should
   */
  QaExample read(JsonNode qa, Document document, int eid) throws UnusableQuestionException {
    String id = QaJson.text(qa, format.idField());
    String question = QaJson.text(qa, "question");
    boolean training = purpose == QaPurpose.TRAINING;
    boolean impossible =
        training && format.hasImpossibleQuestions() && QaJson.truth(qa, "is_impossible");
    QaExample.Answer answer = training && !impossible ? answer(qa, document) : null;
    List<String> gold = purpose == QaPurpose.EVALUATION ? QaJson.texts(qa, "answers") : List.of();
    return new QaExample(task, eid, id, question, document, answer, impossible, gold);
  }

  private static QaExample.Answer answer(JsonNode qa, Document document)
      throws UnusableQuestionException {
    String text;
    int offset;
    if (qa.has(DETECTED)) {
      JsonNode detected = QaJson.first(qa, DETECTED);
      text = QaJson.text(detected, "text");
      JsonNode span = QaJson.first(detected, "char_spans");
      offset = QaJson.offset(span.path(0), "char_spans");
    } else {
      JsonNode first = QaJson.first(qa, "answers");
      text = QaJson.text(first, "text");
      offset = QaJson.offset(QaJson.field(first, "answer_start"), "answer_start");
    }
    return inWords(text, offset, document);
  }

  /**
   * @param offset of the answer, in code points
   */
  private static QaExample.Answer inWords(String text, int offset, Document document)
      throws UnusableQuestionException {
    List<String> words = PythonStrings.split(text);
    if (words.isEmpty()) {
      throw new UnusableQuestionException("the answer is empty, expected words of the context");
    }
    if (document.words() == 0) {
      throw new UnusableQuestionException("the context is empty, expected one with the answer");
    }
    int end = offset + text.codePointCount(0, text.length()) - 1;
    if (end < 0 || end >= document.codePoints()) {
      throw new UnusableQuestionException(
          "End position is out of document! The answer '%s' at %d ends at %d of %d characters"
              .formatted(text, offset, end + 1, document.codePoints()));
    }
    // White space before the first word has the word -1, which Python takes for the last one.
    int first = document.wordAt(offset) < 0 ? document.words() - 1 : document.wordAt(offset);
    int last = document.wordAt(end);
    String actual = PythonStrings.lower(document.words(first, last));
    String cleaned = PythonStrings.lower(String.join(" ", words));
    // What does not stand there exactly is mostly a matter of odd characters.
    if (!actual.contains(cleaned)) {
      throw new UnusableQuestionException(
          "Could not find answer: '%s' in doc vs. '%s' in provided answer"
              .formatted(actual, cleaned));
    }
    return new QaExample.Answer(text, first, last);
  }
}
