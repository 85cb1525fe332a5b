package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.electra4j.finetuning.tagging.TaggingExample;
import org.electra4j.finetuning.tagging.TaggingTask;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.parity.CaseReport;

/** The sentences and features of a split of chunking. */
record ChunkingFeatures(TaggingTask task, int length, CaseReport report) {
  private static final String PREFIX = "chunk_";

  void compare(String split, JsonNode golden) {
    List<TaggingExample> examples = task.examples(split);
    report.exact("examples", split, examples.size(), golden.size());
    for (int i = 0; i < Math.min(examples.size(), golden.size()); i++) {
      TaggingExample example = examples.get(i);
      JsonNode expected = golden.get(i);
      String where = "%s example %d".formatted(split, i);
      report.exact("eid", where, example.eid(), expected.get("eid").asInt());
      report.exact("words", where, example.words(), Jsons.texts(expected.get("words")));
      report.exact(
          "label ids",
          where,
          example.tags().stream().mapToInt(task.labels()::indexOf).toArray(),
          Jsons.ints(expected.get("label_ids")));
      features(task.featurize(example, true).get(0), expected.get("features"), where);
    }
  }

  private void features(FeaturizedExample ours, JsonNode golden, String where) {
    TokenFeatures.compare(ours, golden, where, report);
    report.exact("task_id", where, ours.taskId(), golden.get("task_id").asInt());
    report.exact("eid", where, ours.eid(), golden.get(PREFIX + "eid").asInt());
    same(PREFIX + "labels", where, ours.ints("labels", length), golden);
    same(PREFIX + "labeled_positions", where, ours.ints("labeled_positions", length), golden);
    int[] labelsMask = new int[length];
    float[] own = ours.floats("labels_mask", length);
    Arrays.setAll(labelsMask, i -> (int) own[i]);
    same(PREFIX + "labels_mask", where, labelsMask, golden);
  }

  private void same(String name, String where, int[] ours, JsonNode golden) {
    report.exact(name, where, ours, Jsons.ints(golden.get(name)));
  }
}
