package org.electra4j.finetuning.qa;

import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of a document that one window shows.
 *
 * @param start index of the first token
 * @param length number of tokens
 */
public record DocSpan(int start, int length) {
  private static final double LENGTH_WEIGHT = 0.01;

  /**
   * The windows that slide over a document; none if it has no tokens.
   *
   * @param tokens of the document
   * @param room tokens of the document that fit into a window, at least 1
   * @param stride tokens from the start of one window to the next; a window's own length if that is
   *     less
   */
  static List<DocSpan> over(int tokens, int room, int stride) {
    List<DocSpan> spans = new ArrayList<>();
    int start = 0;
    while (start < tokens) {
      int length = Math.min(tokens - start, room);
      spans.add(new DocSpan(start, length));
      if (start + length == tokens) {
        break;
      }
      start += Math.min(length, stride);
    }
    return spans;
  }

  /** The index behind the last token. */
  int end() {
    return start + length;
  }

  /**
   * The window in which a token has most context: the largest of the smaller of the numbers of
   * tokens to its left and right, longer windows being slightly better, earlier ones winning ties
   * (original: {@code _check_is_max_context}).
   *
   * @param position index of a token of the document
   * @return index of the window, -1 if none holds the token
   */
  public static int withMaxContext(List<DocSpan> spans, int position) {
    int best = -1;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < spans.size(); i++) {
      DocSpan span = spans.get(i);
      if (position >= span.start && position < span.end()) {
        int context = Math.min(position - span.start, span.end() - 1 - position);
        double score = context + LENGTH_WEIGHT * span.length;
        if (score > bestScore) {
          bestScore = score;
          best = i;
        }
      }
    }
    return best;
  }
}
