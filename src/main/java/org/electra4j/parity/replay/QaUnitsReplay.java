package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.finetuning.qa.AnswerText;
import org.electra4j.finetuning.qa.DocSpan;
import org.electra4j.finetuning.qa.EncodedDocument;
import org.electra4j.finetuning.qa.FinalText;
import org.electra4j.finetuning.qa.SpanScores;
import org.electra4j.io.Json;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.Tolerance;
import org.electra4j.tokenization.BasicTokenizer;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;

/** The small functions between a model's outputs and the metrics. */
final class QaUnitsReplay {
  private static final Tolerance FLOAT64 = Tolerance.relative(1e-9);

  private QaUnitsReplay() {}

  static void run(Path file, CaseReport report) {
    JsonNode units = Json.read(file);
    finalTexts(units.get("get_final_text"), report);
    for (JsonNode unit : units.get("get_best_indexes")) {
      report.exact(
          "best indexes",
          "logits " + unit.get("logits"),
          SpanScores.bestIndexes(Jsons.floats(unit.get("logits")), unit.get("n_best_size").asInt()),
          Jsons.ints(unit.get("indexes")));
    }
    maxContexts(units.get("check_is_max_context"), report);
    for (JsonNode unit : units.get("normalize_answer")) {
      String ours = AnswerText.normalize(unit.get("text").textValue());
      for (String evaluation : List.of("v1", "v2", "mrqa")) {
        report.exact(
            "normalized answers",
            "%s, text %s".formatted(evaluation, unit.get("text")),
            ours,
            unit.get(evaluation).textValue());
      }
    }
    for (JsonNode unit : units.get("f1_and_exact")) {
      scores(unit, report);
    }
  }

  private static void finalTexts(JsonNode units, CaseReport report) {
    BasicTokenizer tokenizer = new BasicTokenizer(TextNormalization.UNCASED);
    for (JsonNode unit : units) {
      String original = unit.get("orig_text").textValue();
      FinalText text = FinalText.of(unit.get("pred_text").textValue(), original, tokenizer);
      report.exact(
          "final texts",
          "prediction %s in %s".formatted(unit.get("pred_text"), unit.get("orig_text")),
          original.substring(text.start(), text.end()),
          unit.get("final_text").textValue());
    }
  }

  private static void maxContexts(JsonNode unit, CaseReport report) {
    List<DocSpan> spans = new ArrayList<>();
    unit.get("spans").forEach(s -> spans.add(new DocSpan(s.get(0).asInt(), s.get(1).asInt())));
    JsonNode expected = unit.get("is_max[position][span]");
    for (int position = 0; position < expected.size(); position++) {
      for (int span = 0; span < spans.size(); span++) {
        report.exact(
            "windows of max context",
            "position %d, window %d".formatted(position, span),
            DocSpan.withMaxContext(spans, position) == span,
            expected.get(position).get(span).asBoolean());
      }
    }
  }

  private static void scores(JsonNode unit, CaseReport report) {
    String gold = unit.get("gold").textValue();
    String predicted = unit.get("prediction").textValue();
    String where = "%s for %s".formatted(unit.get("prediction"), unit.get("gold"));
    boolean exact = AnswerText.exact(gold, predicted);
    report.exact("exact matches of v1", where, exact, unit.get("v1_exact").asBoolean());
    report.exact("exact matches of v2", where, exact, unit.get("v2_exact").asInt() == 1);
    report.close(
        "F1 of v1",
        where,
        AnswerText.f1(gold, predicted, 0),
        unit.get("v1_f1").asDouble(),
        FLOAT64);
    report.close(
        "F1 of v2",
        where,
        AnswerText.f1(gold, predicted, 1),
        unit.get("v2_f1").asDouble(),
        FLOAT64);
  }

  /** Answers narrowed to the tokens of their text. */
  static void answerSpans(Path file, FullTokenizer tokenizer, CaseReport report) {
    for (JsonNode unit : Json.read(file).get("improve_answer_span")) {
      int[] ids =
          Jsons.texts(unit.get("doc_tokens")).stream()
              .mapToInt(tokenizer.vocabulary()::id)
              .toArray();
      report.exact(
          "answer spans",
          "answer %s in %s".formatted(unit.get("answer"), unit.get("doc_tokens")),
          EncodedDocument.improve(
              ids,
              unit.get("start").asInt(),
              unit.get("end").asInt(),
              tokenizer.encode(unit.get("answer").textValue())),
          Jsons.ints(unit.get("improved")));
    }
  }
}
