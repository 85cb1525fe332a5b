package org.electra4j.finetuning.qa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.tokenization.BasicTokenizer;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class QaUnitsGoldenTest {
  private static final JsonNode UNITS = QaGoldens.json("units.json");

  @Test
  void finalTextsAreTheOriginals() {
    BasicTokenizer tokenizer = new BasicTokenizer(TextNormalization.UNCASED);
    for (JsonNode unit : UNITS.get("get_final_text")) {
      String original = unit.get("orig_text").textValue();
      FinalText text = FinalText.of(unit.get("pred_text").textValue(), original, tokenizer);
      assertThat(original.substring(text.start(), text.end()))
          .as(unit.toString())
          .isEqualTo(unit.get("final_text").textValue());
    }
  }

  @Test
  void bestIndexesAreTheOriginalsWithTiesAndBothZeros() {
    for (JsonNode unit : UNITS.get("get_best_indexes")) {
      JsonNode logits = unit.get("logits");
      float[] values = new float[logits.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) logits.get(i).asDouble();
      }
      assertThat(SpanScores.bestIndexes(values, unit.get("n_best_size").asInt()))
          .isEqualTo(QaGoldens.ints(unit.get("indexes")));
    }
  }

  @Test
  void windowsOfMaxContextAreTheOriginals() {
    JsonNode unit = UNITS.get("check_is_max_context");
    List<DocSpan> spans = new ArrayList<>();
    unit.get("spans").forEach(s -> spans.add(new DocSpan(s.get(0).asInt(), s.get(1).asInt())));
    JsonNode expected = unit.get("is_max[position][span]");
    for (int position = 0; position < expected.size(); position++) {
      for (int span = 0; span < spans.size(); span++) {
        assertThat(DocSpan.withMaxContext(spans, position) == span)
            .isEqualTo(expected.get(position).get(span).asBoolean());
      }
    }
  }

  @Test
  void answersAreNormalizedAsByTheOfficialEvaluations() {
    for (JsonNode unit : UNITS.get("normalize_answer")) {
      assertThat(AnswerText.normalize(unit.get("text").textValue()))
          .isEqualTo(unit.get("v2").textValue())
          .isEqualTo(unit.get("v1").textValue())
          .isEqualTo(unit.get("mrqa").textValue());
    }
  }

  @Test
  void exactMatchesAndF1AreTheOfficialOnes() {
    for (JsonNode unit : UNITS.get("f1_and_exact")) {
      String gold = unit.get("gold").textValue();
      String predicted = unit.get("prediction").textValue();
      assertThat(AnswerText.exact(gold, predicted))
          .isEqualTo(unit.get("v1_exact").asBoolean())
          .isEqualTo(unit.get("v2_exact").asInt() == 1);
      assertThat(AnswerText.f1(gold, predicted, 0)).isEqualTo(unit.get("v1_f1").asDouble());
      assertThat(AnswerText.f1(gold, predicted, 1)).isEqualTo(unit.get("v2_f1").asDouble());
    }
  }

  /** Needs BERT's vocabulary, which the project does not ship. */
  @Tag("shared-data")
  @Test
  void answerSpansAreNarrowedAsInTheOriginal() {
    FullTokenizer tokenizer = QaGoldens.bertTokenizer();
    for (JsonNode unit : UNITS.get("improve_answer_span")) {
      int[] ids =
          QaGoldens.strings(unit.get("doc_tokens")).stream()
              .mapToInt(tokenizer.vocabulary()::id)
              .toArray();
      int[] answer = tokenizer.encode(unit.get("answer").textValue());
      assertThat(
              EncodedDocument.improve(
                  ids, unit.get("start").asInt(), unit.get("end").asInt(), answer))
          .isEqualTo(QaGoldens.ints(unit.get("improved")));
    }
  }
}
