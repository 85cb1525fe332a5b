package org.electra4j.finetuning.qa;

/**
 * A question with a part of its document as a model takes it, not padded: {@code [CLS]} question
 * {@code [SEP]} tokens {@code [SEP]}.
 *
 * @param eid 1000 times the example's number plus the index of the window
 * @param inputIds [length]
 * @param segmentIds [length]: 1 from the first token of the document on
 * @param startPosition index of the answer's first token; 0 where the window does not hold the
 *     whole answer, and where nothing is trained on
 * @param endPosition index of its last token, likewise
 * @param isImpossible whether the question has no answer at all
 */
record QaWindow(
    int eid,
    int[] inputIds,
    int[] segmentIds,
    int startPosition,
    int endPosition,
    boolean isImpossible) {}
