package org.electra4j.finetuning.tagging;

import java.util.List;
import java.util.Map;
import org.electra4j.metrics.TagSpans;

/**
 * All that tells one tagging task from another.
 *
 * @param name of the task
 * @param scheme of the tags that the model learns
 * @param splits the files, by name of the split
 * @param originalTruncation whether sentences are cut as early as by the original, and the last one
 *     is left out where no blank line follows (quirk 20)
 * @param lowerCase whether words are lower-cased and lose their accents
 */
record TaggingDescription(
    String name,
    TagScheme scheme,
    Map<String, Columns> splits,
    boolean originalTruncation,
    boolean lowerCase) {

  /**
   * A file of a split.
   *
   * @param file its name
   * @param word place of the word in a line, from 0; from the end if negative, -1 being the last
   * @param tag place of the tag, likewise; null where there are none
   */
  record Columns(String file, int word, Integer tag) {}

  TagSpans.Decoding decoding() {
    return originalTruncation ? TagSpans.Decoding.ORIGINAL : TagSpans.Decoding.CONLL;
  }

  /** The splits whose names begin so. */
  List<String> splits(String prefix) {
    return splits.keySet().stream().filter(split -> split.startsWith(prefix)).sorted().toList();
  }
}
