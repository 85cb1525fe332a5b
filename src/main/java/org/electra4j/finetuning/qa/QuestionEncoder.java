package org.electra4j.finetuning.qa;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.tokenization.FullTokenizer;

/**
 * Makes windows of questions and their documents (original: {@code featurize}). Safe for use by
 * several threads.
 */
final class QuestionEncoder {
  /** {@code [CLS]} and two {@code [SEP]}. */
  private static final int MARKS = 3;

  private final FullTokenizer tokenizer;
  private final int maxSeqLength;
  private final int maxQueryLength;
  private final int docStride;

  /** Questions about a document stand together, so the last one's tokens are kept. */
  private volatile EncodedDocument last;

  QuestionEncoder(FullTokenizer tokenizer, FinetuningConfig config) {
    this.tokenizer = tokenizer;
    this.maxSeqLength = config.maxSeqLength();
    this.maxQueryLength = config.maxQueryLength();
    this.docStride = config.docStride();
  }

  /** The tokens of an example. */
  EncodedQuestion encode(QaExample example) {
    int[] query = query(example);
    EncodedDocument document = document(example.document());
    int room = room(query);
    List<DocSpan> spans =
        room < 1 ? List.of() : DocSpan.over(document.ids().length, room, docStride);
    int windows = Math.min(spans.size(), EncodedQuestion.EIDS_PER_EXAMPLE);
    return new EncodedQuestion(example, query, document, spans.subList(0, windows));
  }

  /** The windows of an example, with the place of its answer if it is for training. */
  List<QaWindow> windows(QaExample example) {
    EncodedQuestion encoded = encode(example);
    int[] answer =
        example.answer() == null
            ? null
            : encoded
                .document()
                .tokensOf(example.answer(), tokenizer.encode(example.answer().text()));
    int cls = tokenizer.vocabulary().clsId();
    int sep = tokenizer.vocabulary().sepId();
    return IntStream.range(0, encoded.spans().size())
        .mapToObj(i -> encoded.window(i, answer, cls, sep))
        .toList();
  }

  /** Why an example has no windows, or null if it has some. */
  String whyWithoutWindows(QaExample example) {
    int[] query = query(example);
    if (room(query) < 1) {
      return "the question has %d tokens (max_query_length %d), which leaves no room for the context"
              .formatted(query.length, maxQueryLength)
          + " in max_seq_length "
          + maxSeqLength;
    }
    return document(example.document()).ids().length == 0
        ? "the context is empty, expected text"
        : null;
  }

  private int room(int[] query) {
    return maxSeqLength - query.length - MARKS;
  }

  private int[] query(QaExample example) {
    int[] ids = tokenizer.encode(example.question());
    return ids.length > maxQueryLength ? Arrays.copyOf(ids, maxQueryLength) : ids;
  }

  private EncodedDocument document(Document document) {
    EncodedDocument known = last;
    if (known == null || known.document() != document) {
      known = EncodedDocument.of(document, tokenizer);
      last = known;
    }
    return known;
  }
}
