package org.electra4j.parity.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.parity.CaseReport;

/** What the features of all tasks have: ids, mask and segments, padded in the original. */
final class TokenFeatures {
  private TokenFeatures() {}

  static void compare(FeaturizedExample ours, JsonNode golden, String where, CaseReport report) {
    int[] ids = Jsons.ints(golden.get("input_ids"));
    int[] mask = new int[ids.length];
    Arrays.fill(mask, 0, ours.length(), 1);
    report.exact("input_ids", where, Arrays.copyOf(ours.inputIds(), ids.length), ids);
    report.exact("input_mask", where, mask, Jsons.ints(golden.get("input_mask")));
    report.exact(
        "segment_ids",
        where,
        Arrays.copyOf(ours.segmentIds(), ids.length),
        Jsons.ints(golden.get("segment_ids")));
  }
}
