package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.electra4j.finetuning.qa.EncodedQuestion;
import org.electra4j.finetuning.qa.QaExample;
import org.electra4j.finetuning.qa.QaHead;
import org.electra4j.finetuning.qa.QaTask;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.io.Json;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.tokenization.Vocabulary;

/** The questions of a split and their windows. */
record QaFeaturesReplay(QaTask task, boolean training, Vocabulary vocabulary, CaseReport report) {
  /**
   * @param file such as {@code squad_dev_features.json}: its name says task and split
   */
  static void run(ReferenceBundle bundle, Path file, CaseReport report) {
    String name = file.getFileName().toString().replace(QaReplay.FEATURES, "");
    JsonNode meta = Json.read(file.resolveSibling(name + "_meta.json"));
    ObjectNode hparams = Json.mapper().createObjectNode();
    for (String length : new String[] {"max_seq_length", "doc_stride", "max_query_length"}) {
      hparams.set(length, meta.get(length));
    }
    int taskEnd = name.lastIndexOf('_');
    String split = name.substring(taskEnd + 1);
    QaTask task = QaReplay.task(bundle, name.substring(0, taskEnd), hparams, Path.of("."));
    new QaFeaturesReplay(task, split.equals("train"), bundle.realVocabulary(), report)
        .compare(split, Json.read(file), meta);
  }

  private void compare(String split, JsonNode golden, JsonNode meta) {
    List<QaExample> examples = task.examples(split);
    report.exact("examples", split, examples.size(), meta.get("n_examples").asInt());
    int windows = 0;
    for (int i = 0; i < Math.min(examples.size(), golden.size()); i++) {
      QaExample example = examples.get(i);
      example(example, golden.get(i).get("example"), "%s example %d".formatted(split, i));
      windows += windows(example, golden.get(i).get("features"), split);
    }
    report.exact("windows", split, windows, meta.get("n_features").asInt());
  }

  private void example(QaExample ours, JsonNode golden, String where) {
    report.exact("eid", where, ours.eid(), golden.get("eid").asInt());
    boolean hasQasId = golden.get("qas_id").isTextual();
    report.exact("question id", where, ours.id(), golden.get(hasQasId ? "qas_id" : "qid").asText());
    report.exact("question", where, ours.question(), golden.get("question_text").textValue());
    report.exact(
        "words",
        where,
        IntStream.range(0, ours.document().words()).mapToObj(ours.document()::word).toList(),
        Jsons.texts(golden.get("doc_tokens")));
    boolean impossible = golden.get("is_impossible").asBoolean();
    report.exact("is_impossible", where, ours.isImpossible(), impossible);
    if (training && !impossible) {
      report.exact(
          "answer",
          where,
          ours.answer(),
          new QaExample.Answer(
              golden.get("orig_answer_text").textValue(),
              golden.get("start_position").asInt(),
              golden.get("end_position").asInt()));
    }
  }

  /** Gives the number of windows. */
  private int windows(QaExample example, JsonNode golden, String split) {
    List<FeaturizedExample> ours = task.featurize(example, training);
    String where = "%s example %d".formatted(split, example.eid());
    report.exact("windows of an example", where, ours.size(), golden.size());
    EncodedQuestion question = task.encode(example);
    for (int i = 0; i < Math.min(ours.size(), golden.size()); i++) {
      String window = "%s, window %d".formatted(where, i);
      features(ours.get(i), golden.get(i), window);
      if (golden.get(i).has(task.name() + "_tokens")) {
        maps(question, i, golden.get(i), window);
      }
    }
    return ours.size();
  }

  private void features(FeaturizedExample ours, JsonNode golden, String where) {
    TokenFeatures.compare(ours, golden, where, report);
    report.exact("task_id", where, ours.taskId(), golden.get("task_id").asInt());
    report.exact("window eid", where, ours.eid(), golden.get(task.name() + "_eid").asInt());
    if (training) {
      for (String name : List.of(QaHead.START_POSITIONS, QaHead.END_POSITIONS)) {
        report.exact(
            name, where, ours.ints(name, 1)[0], golden.get(task.name() + "_" + name).asInt());
      }
      report.exact(
          "window is_impossible",
          where,
          ours.ints(QaHead.IS_IMPOSSIBLE, 1)[0] == 1,
          golden.get(task.name() + "_" + QaHead.IS_IMPOSSIBLE).asBoolean());
    }
  }

  /** Compares where the tokens of a window stand in the document. */
  private void maps(EncodedQuestion question, int window, JsonNode golden, String where) {
    JsonNode tokens = golden.get(task.name() + "_tokens");
    JsonNode words = golden.get(task.name() + "_token_to_orig_map");
    JsonNode maxContext = golden.get(task.name() + "_token_is_max_context");
    for (int i = 0; i < tokens.size(); i++) {
      String place = "%s, token %d".formatted(where, i);
      JsonNode word = words.get(String.valueOf(i));
      boolean isDocument = question.isDocumentToken(window, i);
      report.exact("tokens of the document", place, isDocument, word != null);
      if (isDocument && word != null) {
        int token = question.tokenAt(window, i);
        report.exact(
            "tokens",
            place,
            vocabulary.token(question.document().ids()[token]),
            tokens.get(i).textValue());
        report.exact(
            "token_to_orig_map", place, question.document().wordOfToken()[token], word.asInt());
        report.exact(
            "token_is_max_context",
            place,
            question.hasMaxContext(window, i),
            maxContext.get(String.valueOf(i)).asBoolean());
      }
    }
  }
}
