package org.electra4j.finetuning.qa;

/**
 * One of the best answers to a question.
 *
 * @param text as it stands in the context, words joined by one space
 * @param probability softmax over the question's best answers
 * @param startScore the model's score of its start
 * @param endScore the model's score of its end
 * @param start index in the context, in UTF-16 units; -1 for the stand-in where there is no answer
 * @param end index behind it, likewise
 */
public record ScoredAnswer(
    String text, double probability, float startScore, float endScore, int start, int end) {

  /** What the answers are ordered by: the sum of start and end, in float32 as the original. */
  public float score() {
    return startScore + endScore;
  }
}
