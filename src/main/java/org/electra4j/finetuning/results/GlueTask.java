package org.electra4j.finetuning.results;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The eight tasks that are scored, in the study's order. WNLI is the ninth; its score is a constant
 * (see {@link GlueScores}).
 */
public enum GlueTask {
  COLA("cola", "CoLA", List.of("mcc")),
  SST("sst", "SST-2", List.of("accuracy")),
  MRPC("mrpc", "MRPC", List.of("accuracy", "standard_f1")),
  STS("sts", "STS-B", List.of("spearman", "pearson")),
  QQP("qqp", "QQP", List.of("accuracy", "standard_f1")),
  MNLI("mnli", "MNLI", List.of("accuracy")),
  QNLI("qnli", "QNLI", List.of("accuracy")),
  RTE("rte", "RTE", List.of("accuracy"));

  private final String id;
  private final String title;
  private final List<String> metrics;

  GlueTask(String id, String title, List<String> metrics) {
    this.id = id;
    this.title = title;
    this.metrics = metrics;
  }

  /** The task of that name in hparams, if it is one of the eight. */
  public static Optional<GlueTask> of(String id) {
    return Stream.of(values()).filter(task -> task.id.equals(id)).findFirst();
  }

  /** Its name in hparams. */
  public String id() {
    return id;
  }

  /** The benchmark's name. */
  public String title() {
    return title;
  }

  /** The metric that counts in AVG and stands in tables. */
  public String metric() {
    return metrics.get(0);
  }

  /** The metrics whose mean counts in the GLUE score; the first one is {@link #metric}. */
  List<String> metrics() {
    return metrics;
  }
}
