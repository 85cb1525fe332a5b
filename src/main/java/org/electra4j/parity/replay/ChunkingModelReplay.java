package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.tagging.TaggingHead;
import org.electra4j.graph.Sessions.Precision;
import org.electra4j.io.Json;
import org.electra4j.io.Npz;
import org.electra4j.metrics.EntityLevelF1Scorer;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.electra4j.metrics.TagSpans;
import org.electra4j.parity.CaseReport;

/**
 * A forward pass of a tiny tagger, and the scores of what it predicts.
 *
 * @param folder of chunking
 * @param labels in the order of their ids
 */
record ChunkingModelReplay(ReplaySettings settings, Path folder, List<String> labels) {
  private static final String PREDICTIONS = "predictions";

  void run(CaseReport report) {
    JsonNode meta = Json.read(folder.resolve("model.json"));
    Npz golden = Npz.read(folder.resolve("model.npz"));
    TaggingHead head = new TaggingHead("chunk", meta.get("n_classes").asInt());
    HeadRun run = new HeadRun(settings, head, false, meta, golden);
    Map<String, float[]> ours = run.run(folder.resolve("init.ckpt"), variable -> true, report);
    report.array(
        "logits", ours.get("logits"), golden.get("outputs/logits"), run.tolerances().finetuning());
    boolean exact = settings.precision() == Precision.FP32;
    if (exact) {
      report.array(
          PREDICTIONS,
          ours.get(PREDICTIONS),
          golden.get("outputs/predictions"),
          run.tolerances().finetuning());
    }
    run.compareLosses(ours, report);
    if (exact) {
      Map<String, Double> scores = scores(golden, ours);
      meta.get("scorer_results")
          .properties()
          .forEach(
              score ->
                  report.close(
                      "scorer_results/" + score.getKey(),
                      "batch",
                      scores.getOrDefault(score.getKey(), Double.NEGATIVE_INFINITY),
                      score.getValue().asDouble(),
                      run.tolerances().finetuning()));
    }
  }

  private Map<String, Double> scores(Npz golden, Map<String, float[]> ours) {
    int[] shape = golden.shape("features/chunk_labels");
    Scorer scorer = new EntityLevelF1Scorer(labels, TagSpans.Decoding.ORIGINAL);
    for (int row = 0; row < shape[0]; row++) {
      int first = row * shape[1];
      int end = first + shape[1];
      int[] predictions = new int[shape[1]];
      Arrays.setAll(predictions, i -> (int) ours.get(PREDICTIONS)[first + i]);
      scorer.update(
          new EvalOutput(
              row,
              ours.get("loss")[row],
              Map.of(
                  PREDICTIONS,
                  predictions,
                  "labels",
                  Arrays.copyOfRange(golden.ints("features/chunk_labels"), first, end)),
              Map.of(
                  "labels_mask",
                  Arrays.copyOfRange(golden.floats("features/chunk_labels_mask"), first, end))));
    }
    return scorer.results();
  }
}
