package org.electra4j.spark;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.data.DatasetOptions;
import org.electra4j.io.Json;

/** The {@code _SUCCESS} of a dataset: what it was made of and what it holds, as JSON. */
final class DatasetManifest {
  private DatasetManifest() {}

  /**
   * The text of the file.
   *
   * @param vocabularySha256 of the vocabulary's file
   */
  static String of(DatasetPlan plan, String vocabularySha256, List<JobResult> jobs) {
    DatasetOptions options = plan.options();
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("examples", jobs.stream().mapToLong(JobResult::examples).sum());
    manifest.put("text_bytes", jobs.stream().mapToLong(JobResult::textBytes).sum());
    manifest.put("max_seq_length", options.maxSeqLength());
    manifest.put("seed", options.seed());
    manifest.put("jobs", options.jobs());
    manifest.put("blanks_separate_docs", options.blanksSeparateDocs());
    manifest.put("vocabulary", plan.vocabularyName());
    manifest.put("vocabulary_sha256", vocabularySha256);
    manifest.put("lower_case", plan.normalization().lowerCase());
    manifest.put("strip_accents", plan.normalization().stripAccents());
    if (plan.inputs().parquet()) {
      manifest.put("text_column", plan.textColumn());
    }
    manifest.put("inputs", plan.inputs().files());
    manifest.put(
        "shards",
        jobs.stream()
            .flatMap(job -> job.shards().stream())
            .sorted(Comparator.comparingInt(shard -> index(shard.name())))
            .toList());
    return Json.write(manifest);
  }

  private static int index(String shardName) {
    String[] parts = shardName.split("-", -1);
    return Integer.parseInt(parts[parts.length - 3]);
  }
}
