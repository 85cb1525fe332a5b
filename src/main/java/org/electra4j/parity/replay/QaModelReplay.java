package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.electra4j.finetuning.qa.QaHead;
import org.electra4j.graph.Sessions.Precision;
import org.electra4j.io.Json;
import org.electra4j.io.Npz;
import org.electra4j.parity.CaseReport;

/** A forward pass of a tiny model with a head of question answering. */
record QaModelReplay(
    ReplaySettings settings, Tolerances tolerances, Npz golden, CaseReport report) {
  /** Places outside of the answer are near -1000, where float32 has steps of 6e-5. */
  private static final float MASKED = -500;

  private static final String LOG_PROBS = "_top_log_probs";
  private static final List<String> BEAM = List.of("start", "end");

  static void run(ReplaySettings settings, Path file, CaseReport report) {
    JsonNode meta = Json.read(file);
    Npz golden =
        Npz.read(file.resolveSibling(file.getFileName().toString().replace(".json", ".npz")));
    QaHead head = head(meta);
    boolean training = meta.get("is_training").asBoolean();
    // Without the true start the ends are no part of the loss.
    String scope = "task_specific/" + head.name();
    Predicate<String> isOfEnds =
        variable ->
            variable.startsWith(scope + "/qa_hidden/") || variable.startsWith(scope + "/dense_1/");
    Predicate<String> hasGradient =
        head.jointPrediction() && !training ? isOfEnds.negate() : variable -> true;
    HeadRun run = new HeadRun(settings, head.builtBy(head::buildWhole), training, meta, golden);
    Map<String, float[]> ours =
        run.run(file.resolveSibling(meta.get("checkpoint").asText()), hasGradient, report);
    new QaModelReplay(settings, run.tolerances(), golden, report).compare(ours, head);
    run.compareLosses(ours, report);
  }

  private static QaHead head(JsonNode meta) {
    JsonNode config = meta.get("config");
    return new QaHead(
        meta.get("task").asText(),
        config.get("joint_prediction").asBoolean(),
        config.get("beam_size").asInt(),
        config.get("answerable_classifier").asBoolean(),
        config.get("answerable_uses_start_logits").asBoolean(),
        config.get("answerable_weight").asDouble(),
        config.get("max_seq_length").asInt());
  }

  private void compare(Map<String, float[]> ours, QaHead head) {
    scores(QaHead.START_LOGITS, ours.get(QaHead.START_LOGITS), "outputs/start_logits");
    scores(QaHead.END_LOGITS, ours.get(QaHead.END_LOGITS), "outputs/end_logits");
    for (String side : ours.containsKey(QaHead.START_TOP_INDEX) ? BEAM : List.<String>of()) {
      String recorded = "outputs/" + side + LOG_PROBS;
      scores(side + LOG_PROBS, ours.get(side + LOG_PROBS), recorded);
      if (settings.precision() == Precision.FP32) {
        places(side + "_top_index", ours.get(side + "_top_index"), golden.floats(recorded));
      }
    }
    if (head.answerableClassifier()) {
      scores("answerable_logit", ours.get(QaHead.NULL_SCORE), "outputs/answerable_logit");
    }
  }

  /** Compares scores, those outside of the answer only in being there. */
  private void scores(String name, float[] ours, String recorded) {
    report.array(
        name,
        raised(ours),
        new Npz.Array(golden.shape(recorded), raised(golden.floats(recorded)), null),
        tolerances.answerScores());
  }

  private static float[] raised(float[] scores) {
    float[] raised = scores.clone();
    for (int i = 0; i < raised.length; i++) {
      raised[i] = Math.max(raised[i], MASKED);
    }
    return raised;
  }

  /** Compares the places of a beam, those outside of the answer being in no order. */
  private void places(String name, float[] ours, float[] scores) {
    int[] theirs = golden.ints("outputs/" + name);
    for (int i = 0; i < theirs.length; i++) {
      if (scores[i] > MASKED) {
        report.exact(name, "entry " + i, (int) ours[i], theirs[i]);
      }
    }
  }
}
