package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.qa.QaHead;
import org.electra4j.finetuning.qa.QaPrediction;
import org.electra4j.finetuning.qa.QaTask;
import org.electra4j.finetuning.qa.ScoredAnswer;
import org.electra4j.io.Json;
import org.electra4j.io.Npz;
import org.electra4j.io.TemporaryDirectory;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Tolerance;

/** Answers, null odds and metrics from recorded outputs of a model. */
record QaScoringReplay(JsonNode golden, Npz outputs, CaseReport report) {
  private static final String SPLIT = "dev";
  private static final String ANSWERED = "predictions_after_threshold";

  /** NumPy's exponential in float32 against ours in float64. */
  private static final Tolerance PROBABILITY = Tolerance.absolute(1e-6);

  private static final Tolerance FLOAT64 = Tolerance.relative(1e-9);

  static void run(ReferenceBundle bundle, Path file, CaseReport report) {
    JsonNode golden = Json.read(file);
    String name = file.getFileName().toString().replace(".json", "_model_outputs.npz");
    ObjectNode hparams = golden.get("config").deepCopy();
    try (TemporaryDirectory work = TemporaryDirectory.create("electra4j-parity")) {
      QaTask task = QaReplay.task(bundle, golden.get("task").asText(), hparams, work.path());
      new QaScoringReplay(golden, Npz.read(file.resolveSibling(name)), report).compare(task);
    }
  }

  private void compare(QaTask task) {
    List<EvalOutput> windows = new ArrayList<>();
    for (int row = 0; row < outputs.ints("eid").length; row++) {
      windows.add(window(row));
    }
    for (QaPrediction prediction : task.answers(SPLIT, windows)) {
      JsonNode nBest = golden.get("nbest").get(prediction.id());
      answers(prediction, nBest);
      report.exact(
          "predictions",
          where(prediction),
          prediction.best().text(),
          golden.get("predictions").get(prediction.id()).textValue());
      if (golden.has("null_odds")) {
        report.close(
            "null odds",
            where(prediction),
            prediction.nullOdds(),
            golden.get("null_odds").get(prediction.id()).asDouble(),
            Tolerance.EXACT);
      }
    }
    metrics(task.scorer(SPLIT), windows);
    if (golden.has(ANSWERED)) {
      JsonNode ours = Json.read(task.writePredictions(SPLIT, 1, windows));
      for (Map.Entry<String, JsonNode> answer : golden.get(ANSWERED).properties()) {
        report.exact(
            "predictions after the threshold",
            "question " + answer.getKey(),
            ours.path(answer.getKey()).asText(),
            answer.getValue().asText());
      }
    }
  }

  private static String where(QaPrediction prediction) {
    return "question " + prediction.id();
  }

  private void answers(QaPrediction ours, JsonNode theirs) {
    report.exact("number of answers", where(ours), ours.answers().size(), theirs.size());
    for (int i = 0; i < Math.min(ours.answers().size(), theirs.size()); i++) {
      ScoredAnswer answer = ours.answers().get(i);
      JsonNode expected = theirs.get(i);
      String where = "%s, answer %d".formatted(where(ours), i);
      report.exact("texts", where, answer.text(), expected.get("text").textValue());
      report.close(
          "start logits",
          where,
          answer.startScore(),
          expected.get("start_logit").asDouble(),
          Tolerance.EXACT);
      report.close(
          "end logits",
          where,
          answer.endScore(),
          expected.get("end_logit").asDouble(),
          Tolerance.EXACT);
      report.close(
          "probabilities",
          where,
          answer.probability(),
          expected.get("probability").asDouble(),
          PROBABILITY);
    }
  }

  private void metrics(Scorer scorer, List<EvalOutput> windows) {
    windows.forEach(scorer::update);
    Map<String, Double> ours = scorer.results();
    List<String> names = Jsons.texts(golden.get("results_order"));
    report.exact("names of results", SPLIT, List.copyOf(ours.keySet()), names);
    for (String name : names) {
      report.close(
          "results/" + name,
          SPLIT,
          ours.getOrDefault(name, Double.NEGATIVE_INFINITY),
          golden.get("results").get(name).asDouble(),
          FLOAT64);
    }
  }

  /** What our head would have given for a window. */
  private EvalOutput window(int row) {
    Map<String, float[]> floats = new HashMap<>();
    Map<String, int[]> ints = new HashMap<>();
    float[] starts = row("start_logits", row);
    float[] ends = row("end_logits", row);
    boolean classified = golden.get("config").get("answerable_classifier").asBoolean();
    float nullScore = classified ? row("answerable_logit", row)[0] : starts[0] + ends[0];
    floats.put(QaHead.NULL_SCORE, new float[] {nullScore});
    if (golden.get("config").get("joint_prediction").asBoolean()) {
      for (String name : List.of(QaHead.START_TOP_LOG_PROBS, QaHead.END_TOP_LOG_PROBS)) {
        floats.put(name, row(name, row));
      }
      for (String name : List.of(QaHead.START_TOP_INDEX, QaHead.END_TOP_INDEX)) {
        int[] all = outputs.ints(name);
        int size = all.length / outputs.shape(name)[0];
        ints.put(name, Arrays.copyOfRange(all, row * size, (row + 1) * size));
      }
    } else {
      floats.put(QaHead.START_LOGITS, starts);
      floats.put(QaHead.END_LOGITS, ends);
    }
    return new EvalOutput(outputs.ints("eid")[row], row("loss", row)[0], ints, floats);
  }

  private float[] row(String name, int row) {
    float[] all = outputs.floats(name);
    int size = all.length / outputs.shape(name)[0];
    return Arrays.copyOfRange(all, row * size, (row + 1) * size);
  }
}
