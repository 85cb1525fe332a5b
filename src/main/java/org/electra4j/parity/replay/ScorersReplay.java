package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.electra4j.io.Json;
import org.electra4j.metrics.AccuracyScorer;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.F1Scorer;
import org.electra4j.metrics.MccScorer;
import org.electra4j.metrics.RegressionScorer;
import org.electra4j.metrics.Scorer;
import org.electra4j.parity.CaseReport;
import org.electra4j.parity.ParityCase;
import org.electra4j.parity.ReferenceBundle;
import org.electra4j.parity.Replay;
import org.electra4j.parity.Tolerance;

/** Metrics of given predictions. */
final class ScorersReplay implements Replay {
  private static final Tolerance FLOAT64 = Tolerance.relative(1e-9);

  /** The original's correlations are of float32 numbers. */
  private static final Tolerance FLOAT32 = Tolerance.relative(1e-5);

  @Override
  public String folder() {
    return "scorers";
  }

  @Override
  public List<ParityCase> cases(ReferenceBundle bundle) {
    Map<String, BiConsumer<JsonNode, CaseReport>> files = new LinkedHashMap<>();
    files.put("classification", ScorersReplay::classification);
    files.put("regression", ScorersReplay::regression);
    files.put("tagging", TaggingScores::replay);
    Path folder = bundle.root().resolve(folder());
    return files.entrySet().stream()
        .filter(e -> Files.exists(folder.resolve(e.getKey() + ".json")))
        .map(
            e ->
                new ParityCase(
                    folder(),
                    e.getKey(),
                    report ->
                        e.getValue()
                            .accept(Json.read(folder.resolve(e.getKey() + ".json")), report)))
        .toList();
  }

  private static void classification(JsonNode sets, CaseReport report) {
    for (int set = 0; set < sets.size(); set++) {
      JsonNode golden = sets.get(set);
      Map<String, Scorer> scorers = new LinkedHashMap<>();
      scorers.put("accuracy", new AccuracyScorer());
      scorers.put("mcc", new MccScorer());
      scorers.put("f1", new F1Scorer());
      for (int i = 0; i < golden.get("losses").size(); i++) {
        int prediction = golden.get("predictions").get(i).asInt();
        float[] logits = new float[prediction + 1];
        logits[prediction] = 1;
        EvalOutput output =
            EvalOutput.classification(
                i,
                golden.get("losses").get(i).asDouble(),
                golden.get("label_ids").get(i).asInt(),
                logits);
        scorers.values().forEach(scorer -> scorer.update(output));
      }
      for (Map.Entry<String, Scorer> e : scorers.entrySet()) {
        results(e.getKey(), "set " + set, e.getValue(), golden.get(e.getKey()), FLOAT64, report);
      }
    }
  }

  private static void regression(JsonNode sets, CaseReport report) {
    for (int set = 0; set < sets.size(); set++) {
      JsonNode golden = sets.get(set);
      Scorer scorer = new RegressionScorer();
      for (int i = 0; i < golden.get("losses").size(); i++) {
        scorer.update(
            EvalOutput.regression(
                i,
                golden.get("losses").get(i).asDouble(),
                golden.get("targets").get(i).asDouble(),
                golden.get("predictions").get(i).asDouble()));
      }
      results("regression", "set " + set, scorer, golden.get("regression"), FLOAT32, report);
    }
  }

  private static void results(
      String name,
      String where,
      Scorer scorer,
      JsonNode golden,
      Tolerance tolerance,
      CaseReport report) {
    Map<String, Double> ours = scorer.results();
    report.exact(
        "names of results",
        where + " " + name,
        List.copyOf(ours.keySet()),
        Jsons.texts(golden.get("order")));
    for (Map.Entry<String, JsonNode> result : golden.get("results").properties()) {
      report.close(
          name + " " + result.getKey(),
          where,
          ours.getOrDefault(result.getKey(), Double.NEGATIVE_INFINITY),
          Jsons.number(result.getValue()),
          tolerance);
    }
    report.exact(
        "printed results",
        where + " " + name,
        scorer.resultsText(),
        golden.get("results_str").asText());
  }
}
