package org.electra4j.finetuning.qa;

import java.util.List;
import org.electra4j.finetuning.task.Example;

/**
 * A question about a document (original: {@code QAExample}).
 *
 * @param taskName the task that it belongs to
 * @param eid its number in its split
 * @param id as its file has it ({@code id} in SQuAD's, {@code qid} in MRQA's)
 * @param question the question
 * @param document the context, shared by the questions about it
 * @param answer what a model is trained to find; null for questions that have none or are not for
 *     training
 * @param isImpossible whether it is for training and has no answer
 * @param goldAnswers the accepted answers, by which a prediction is judged
 */
public record QaExample(
    String taskName,
    int eid,
    String id,
    String question,
    Document document,
    Answer answer,
    boolean isImpossible,
    List<String> goldAnswers)
    implements Example {

  /**
   * An answer and its first and last word in the document, in which it may begin or end inside a
   * word.
   */
  public record Answer(String text, int firstWord, int lastWord) {}
}
