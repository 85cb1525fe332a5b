package org.electra4j.finetuning.qa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.electra4j.io.Json;
import org.electra4j.tokenization.FullTokenizer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QaFeaturesGoldenTest {
  @ParameterizedTest
  @CsvSource({
    "squad, train",
    "squad, dev",
    "squadv1, train",
    "squadv1, dev",
    "newsqa, train",
    "newsqa, dev"
  })
  void examplesAreTheOriginals(String task, String split) {
    JsonNode expected = QaGoldens.json("features/%s_%s_features.json".formatted(task, split));
    List<QaExample> examples = examples(task, split);

    assertThat(examples).hasSize(expected.size());
    for (int i = 0; i < examples.size(); i++) {
      QaExample actual = examples.get(i);
      JsonNode example = expected.get(i).get("example");
      assertThat(actual.eid()).isEqualTo(example.get("eid").asInt());
      assertThat(actual.id())
          .isEqualTo(example.get(task.startsWith("squad") ? "qas_id" : "qid").textValue());
      assertThat(actual.question()).isEqualTo(example.get("question_text").textValue());
      assertThat(IntStream.range(0, actual.document().words()).mapToObj(actual.document()::word))
          .containsExactlyElementsOf(QaGoldens.strings(example.get("doc_tokens")));
      assertThat(actual.isImpossible()).isEqualTo(example.get("is_impossible").asBoolean());
      if (split.equals("train") && !actual.isImpossible()) {
        assertThat(actual.answer())
            .isEqualTo(
                new QaExample.Answer(
                    example.get("orig_answer_text").textValue(),
                    example.get("start_position").asInt(),
                    example.get("end_position").asInt()));
      } else {
        assertThat(actual.answer()).isNull();
      }
    }
  }

  @Tag("shared-data")
  @ParameterizedTest
  @CsvSource({
    "squad, train",
    "squad, dev",
    "squadv1, train",
    "squadv1, dev",
    "newsqa, train",
    "newsqa, dev"
  })
  void windowsAreTheOriginals(String task, String split) {
    FullTokenizer tokenizer = QaGoldens.bertTokenizer();
    String name = "features/%s_%s_".formatted(task, split);
    JsonNode expected = QaGoldens.json(name + "features.json");
    JsonNode meta = QaGoldens.json(name + "meta.json");
    QuestionEncoder encoder =
        new QuestionEncoder(
            tokenizer,
            QaGoldens.config(
                task,
                Json.mapper()
                    .createObjectNode()
                    .put("max_seq_length", meta.get("max_seq_length").asInt())
                    .put("doc_stride", meta.get("doc_stride").asInt())
                    .put("max_query_length", meta.get("max_query_length").asInt())));

    int windows = 0;
    for (QaExample example : examples(task, split)) {
      List<QaWindow> actual = encoder.windows(example);
      JsonNode features = expected.get(example.eid()).get("features");
      assertThat(actual).hasSize(features.size());
      for (int i = 0; i < actual.size(); i++) {
        assertSame(actual.get(i), features.get(i), task);
        if (split.equals("dev")) {
          assertSameMaps(encoder.encode(example), i, features.get(i), task, tokenizer);
        }
      }
      windows += actual.size();
    }
    assertThat(windows).isEqualTo(meta.get("n_features").asInt());
  }

  private static void assertSame(QaWindow actual, JsonNode features, String task) {
    int[] ids = QaGoldens.ints(features.get("input_ids"));
    assertThat(Arrays.copyOf(actual.inputIds(), ids.length)).isEqualTo(ids);
    assertThat(Arrays.copyOf(actual.segmentIds(), ids.length))
        .isEqualTo(QaGoldens.ints(features.get("segment_ids")));
    int[] mask = new int[ids.length];
    Arrays.fill(mask, 0, actual.inputIds().length, 1);
    assertThat(mask).isEqualTo(QaGoldens.ints(features.get("input_mask")));
    assertThat(actual.eid()).isEqualTo(features.get(task + "_eid").asInt());
    assertThat(actual.startPosition()).isEqualTo(features.path(task + "_start_positions").asInt());
    assertThat(actual.endPosition()).isEqualTo(features.path(task + "_end_positions").asInt());
    assertThat(actual.isImpossible()).isEqualTo(features.path(task + "_is_impossible").asBoolean());
  }

  private static void assertSameMaps(
      EncodedQuestion question,
      int window,
      JsonNode features,
      String task,
      FullTokenizer tokenizer) {
    JsonNode tokens = features.get(task + "_tokens");
    for (int i = 0; i < tokens.size(); i++) {
      JsonNode word = features.get(task + "_token_to_orig_map").get(String.valueOf(i));
      assertThat(question.isDocumentToken(window, i)).isEqualTo(word != null);
      if (word != null) {
        int token = question.tokenAt(window, i);
        assertThat(question.document().wordOfToken()[token]).isEqualTo(word.asInt());
        assertThat(question.hasMaxContext(window, i))
            .isEqualTo(
                features.get(task + "_token_is_max_context").get(String.valueOf(i)).asBoolean());
        assertThat(tokenizer.vocabulary().token(question.document().ids()[token]))
            .isEqualTo(tokens.get(i).textValue());
      }
    }
  }

  private static List<QaExample> examples(String task, String split) {
    return QaGoldens.examples(
        task, split, split.equals("train") ? QaPurpose.TRAINING : QaPurpose.EVALUATION);
  }
}
