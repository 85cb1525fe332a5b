package org.electra4j.finetuning.qa;

import java.util.Arrays;
import java.util.List;

/**
 * A question and its document as tokens, and the windows over them.
 *
 * @param example the question
 * @param query [tokens of the question], cut to the longest that is allowed
 * @param document the tokens of the document
 * @param spans what the windows show; empty where there is nothing to show or no room for it
 */
public record EncodedQuestion(
    QaExample example, int[] query, EncodedDocument document, List<DocSpan> spans) {
  /**
   * The original numbers windows so. Where a document has more of them, its numbers are those of
   * the next question's windows too, and scores get mixed up; here the windows end there.
   */
  static final int EIDS_PER_EXAMPLE = 1000;

  /** The index in a window of its first token of the document: behind the query and its marks. */
  int documentOffset() {
    return query.length + 2;
  }

  /** The number of a window. */
  int eid(int window) {
    return EIDS_PER_EXAMPLE * example.eid() + window;
  }

  /**
   * A window.
   *
   * @param answer first and last token of the answer in the document, or null if none is trained on
   */
  QaWindow window(int index, int[] answer, int clsId, int sepId) {
    DocSpan span = spans.get(index);
    int length = documentOffset() + span.length() + 1;
    int[] ids = new int[length];
    ids[0] = clsId;
    System.arraycopy(query, 0, ids, 1, query.length);
    ids[documentOffset() - 1] = sepId;
    System.arraycopy(document.ids(), span.start(), ids, documentOffset(), span.length());
    ids[length - 1] = sepId;
    int[] segments = new int[length];
    Arrays.fill(segments, documentOffset(), length, 1);
    boolean holdsAnswer = answer != null && answer[0] >= span.start() && answer[1] < span.end();
    int shift = documentOffset() - span.start();
    return new QaWindow(
        eid(index),
        ids,
        segments,
        holdsAnswer ? answer[0] + shift : 0,
        holdsAnswer ? answer[1] + shift : 0,
        example.isImpossible());
  }

  /** Whether a place in a window is a token of the document. */
  public boolean isDocumentToken(int window, int position) {
    int token = position - documentOffset();
    return token >= 0 && token < spans.get(window).length();
  }

  /** Whether a place in a window is a token that has its largest context there. */
  public boolean hasMaxContext(int window, int position) {
    return DocSpan.withMaxContext(spans, tokenAt(window, position)) == window;
  }

  /** The token of the document at a place in a window. */
  public int tokenAt(int window, int position) {
    return spans.get(window).start() + position - documentOffset();
  }
}
