package org.electra4j.tokenization;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.electra4j.io.BadInputException;

/**
 * The normaliser that a {@code tokenizer.json} names: none, {@code Lowercase}, a form of Unicode,
 * or a {@code Sequence} of them.
 *
 * @param steps what is done, in this order
 */
record JsonNormalization(List<UnaryOperator<String>> steps) {
  /**
   * Reads the field {@code normalizer}.
   *
   * @throws BadInputException if it is another one
   */
  static JsonNormalization of(JsonNode json, String where) {
    List<UnaryOperator<String>> steps = new ArrayList<>();
    if (!json.isNull() && !json.isMissingNode()) {
      addSteps(json, where, steps);
    }
    return new JsonNormalization(List.copyOf(steps));
  }

  /** The normalised text. */
  String apply(String text) {
    String normalized = text;
    for (UnaryOperator<String> step : steps) {
      normalized = step.apply(normalized);
    }
    return normalized;
  }

  private static void addSteps(JsonNode json, String where, List<UnaryOperator<String>> steps) {
    String type = json.path("type").asText();
    switch (type) {
      case "Sequence" -> json.path("normalizers").forEach(step -> addSteps(step, where, steps));
      case "Lowercase" -> steps.add(JsonNormalization::lower);
      case "NFC", "NFD", "NFKC", "NFKD" -> {
        Normalizer.Form form = Normalizer.Form.valueOf(type);
        steps.add(text -> Normalizer.normalize(text, form));
      }
      default ->
          throw new BadInputException(
              where
                  + ": normalizer.type is "
                  + json.path("type")
                  + ", expected Lowercase, NFC, NFD, NFKC, NFKD or a Sequence of them");
    }
  }

  /** Each character by itself, whatever stands around it. */
  private static String lower(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    text.codePoints().forEach(c -> PythonStrings.appendLower(lower, c));
    return lower.toString();
  }
}
