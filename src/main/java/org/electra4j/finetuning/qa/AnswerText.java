package org.electra4j.finetuning.qa;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.tokenization.PythonStrings;

/** How the official evaluations compare answers: without case, punctuation and articles. */
public final class AnswerText {
  private static final List<String> ARTICLES = List.of("a", "an", "the");

  private AnswerText() {}

  /** The text without case, ASCII punctuation, articles and white space that says nothing. */
  public static String normalize(String text) {
    StringBuilder kept = new StringBuilder();
    PythonStrings.lower(text)
        .codePoints()
        .filter(c -> !isPunctuation(c))
        .forEach(kept::appendCodePoint);
    return String.join(" ", PythonStrings.split(withoutArticles(kept.toString())));
  }

  /** Whether two texts are equal once normalized. */
  public static boolean exact(String gold, String predicted) {
    return normalize(gold).equals(normalize(predicted));
  }

  /**
   * The harmonic mean of precision and recall over normalized words, counted with their
   * multiplicity.
   *
   * @param emptyMatches what two texts without words give: 1 in SQuAD 2.0, 0 in the others
   */
  public static double f1(String gold, String predicted, int emptyMatches) {
    List<String> goldWords = PythonStrings.split(normalize(gold));
    List<String> predictedWords = PythonStrings.split(normalize(predicted));
    if (goldWords.isEmpty() && predictedWords.isEmpty()) {
      return emptyMatches;
    }
    int common = common(goldWords, predictedWords);
    if (common == 0) {
      return 0;
    }
    double precision = 1.0 * common / predictedWords.size();
    double recall = 1.0 * common / goldWords.size();
    return (2 * precision * recall) / (precision + recall);
  }

  private static int common(List<String> a, List<String> b) {
    Map<String, Integer> counts = new HashMap<>();
    a.forEach(word -> counts.merge(word, 1, Integer::sum));
    int common = 0;
    for (String word : b) {
      if (counts.merge(word, -1, Integer::sum) >= 0) {
        common++;
      }
    }
    return common;
  }

  /** Python's {@code string.punctuation}. */
  private static boolean isPunctuation(int codePoint) {
    return codePoint > ' ' && codePoint < 0x7F && !Character.isLetterOrDigit(codePoint);
  }

  /** A space for every article that is a whole word ({@code \b(a|an|the)\b}). */
  private static String withoutArticles(String text) {
    StringBuilder result = new StringBuilder();
    int start = 0;
    int codePoint;
    for (int i = 0; i <= text.length(); i += Character.charCount(codePoint)) {
      codePoint = i < text.length() ? text.codePointAt(i) : ' ';
      if (!isWordCharacter(codePoint)) {
        String word = text.substring(start, i);
        result.append(ARTICLES.contains(word) ? " " : word);
        if (i < text.length()) {
          result.appendCodePoint(codePoint);
        }
        start = i + Character.charCount(codePoint);
      }
    }
    return result.toString();
  }

  /** Python's {@code \w} without the underscore, which is punctuation: letters and numbers. */
  private static boolean isWordCharacter(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          true;
      default -> false;
    };
  }
}
