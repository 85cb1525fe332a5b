package org.electra4j.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Precision, recall and F1 of whole spans in percent (original: {@code EntityLevelF1Scorer}). */
public final class EntityLevelF1Scorer extends WordLevelScorer {
  private final List<String> tags;
  private final TagSpans.Decoding decoding;
  private long correct;
  private long predicted;
  private long gold;

  /**
   * @param tags in the order of the label ids
   */
  public EntityLevelF1Scorer(List<String> tags, TagSpans.Decoding decoding) {
    this.tags = tags;
    this.decoding = decoding;
  }

  @Override
  void add(int[] labels, int[] predictions, int words) {
    Set<TagSpans.Span> goldSpans = spans(labels, words);
    Set<TagSpans.Span> predictedSpans = spans(predictions, words);
    gold += goldSpans.size();
    predicted += predictedSpans.size();
    correct += predictedSpans.stream().filter(goldSpans::contains).count();
  }

  private Set<TagSpans.Span> spans(int[] ids, int words) {
    return new HashSet<>(TagSpans.decode(TagSpans.tags(tags, ids, words), decoding));
  }

  @Override
  void putScores(Map<String, Double> results) {
    double precision = correct == 0 ? 0 : 100.0 * correct / predicted;
    double recall = correct == 0 ? 0 : 100.0 * correct / gold;
    results.put("precision", precision);
    results.put("recall", recall);
    results.put("f1", correct == 0 ? 0 : 2 * precision * recall / (precision + recall));
  }

  @Override
  public String mainMetric() {
    return "f1";
  }
}
