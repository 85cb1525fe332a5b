package org.electra4j.finetuning.qa;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.electra4j.tokenization.BasicTokenizer;

/**
 * A predicted piece of text, moved from tokens back to the original text, which tokens show only
 * lower-cased and without accents (original: {@code get_final_text}).
 *
 * @param start index in the original text, in UTF-16 units
 * @param end index behind it
 */
public record FinalText(int start, int end) {

  /**
   * The part of {@code original} that a prediction means: the prediction is looked for in the
   * tokens of the original text, and where these have as many characters as that text, spaces
   * aside, the characters are taken to correspond. Where this fails, the whole original text.
   *
   * @param predicted tokens, joined by spaces where words end
   * @param original the words of the document that hold them, joined by spaces
   */
  public static FinalText of(String predicted, String original, BasicTokenizer tokenizer) {
    FinalText whole = new FinalText(0, original.length());
    String tokenized = String.join(" ", tokenizer.tokenize(original));
    int found = tokenized.indexOf(predicted);
    if (found < 0) {
      return whole;
    }
    int[] ofTokenized = withoutSpaces(tokenized);
    int[] ofOriginal = withoutSpaces(original);
    if (ofTokenized.length != ofOriginal.length) {
      return whole;
    }
    int first = tokenized.codePointCount(0, found);
    int last = first + predicted.codePointCount(0, predicted.length()) - 1;
    int from = Arrays.binarySearch(ofTokenized, first);
    int to = Arrays.binarySearch(ofTokenized, last);
    if (from < 0 || to < 0) {
      return whole;
    }
    return new FinalText(
        original.offsetByCodePoints(0, ofOriginal[from]),
        original.offsetByCodePoints(0, ofOriginal[to] + 1));
  }

  /** The places, in code points, of what is no space. */
  private static int[] withoutSpaces(String text) {
    int[] codePoints = text.codePoints().toArray();
    return IntStream.range(0, codePoints.length).filter(i -> codePoints[i] != ' ').toArray();
  }
}
