package org.electra4j.study.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedMap;
import org.electra4j.metrics.SampleSummary;

/**
 * What a run left behind.
 *
 * @param name its path
 * @param configuration hparams by name; empty if they are not known
 * @param metrics final ones by name; of fine-tuning over trials
 * @param curves points over the steps by tag; empty without event files
 * @param data SHA-256 of the files that it read, by name; empty without a record
 */
record RunSnapshot(
    String name,
    SortedMap<String, JsonNode> configuration,
    SortedMap<String, SampleSummary> metrics,
    SortedMap<String, SortedMap<Long, Double>> curves,
    SortedMap<String, String> data) {}
