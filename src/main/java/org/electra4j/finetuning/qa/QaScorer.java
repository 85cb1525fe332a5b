package org.electra4j.finetuning.qa;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.metrics.EvalOutput;
import org.electra4j.metrics.Scorer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers from the outputs of all windows of a split, and the official metrics of the task
 * (original: {@code SpanBasedQAScorer}).
 */
final class QaScorer implements Scorer {
  private static final Logger LOG = LoggerFactory.getLogger(QaScorer.class);

  private final QaTask task;
  private final FinetuningConfig config;
  private final List<QaExample> examples;
  private final Answerer answerer;
  private final Map<Integer, SpanScores> scores = new HashMap<>();
  private double totalLoss;
  private long windows;
  private List<QaPrediction> predictions;
  private Map<String, Double> results;

  /**
   * @param examples of the split, with their accepted answers
   */
  QaScorer(QaTask task, FinetuningConfig config, List<QaExample> examples, Answerer answerer) {
    this.task = task;
    this.config = config;
    this.examples = examples;
    this.answerer = answerer;
  }

  @Override
  public void update(EvalOutput output) {
    scores.put(output.eid(), SpanScores.of(output, config.nBestSize()));
    totalLoss += output.loss();
    windows++;
    predictions = null;
    results = null;
  }

  @Override
  public Map<String, Double> results() {
    if (results == null) {
      results = evaluate();
    }
    return results;
  }

  private List<QaPrediction> predictions() {
    if (predictions == null) {
      predictions = answerer.answer(examples, scores);
    }
    return predictions;
  }

  private Map<String, Double> evaluate() {
    List<GoldAnswers> gold = new ArrayList<>();
    examples.forEach(e -> gold.add(new GoldAnswers(e.id(), e.goldAnswers())));
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, Double> nullOdds = new LinkedHashMap<>();
    for (QaPrediction prediction : predictions()) {
      texts.put(prediction.id(), prediction.best().text());
      nullOdds.put(prediction.id(), (double) prediction.nullOdds());
    }
    if (task.format() == QaFormat.SQUAD_V2) {
      return SquadV2Evaluation.of(gold, texts, nullOdds, config.qaNaThreshold());
    }
    long unscored = gold.stream().filter(g -> g.texts().isEmpty()).count();
    if (unscored > 0) {
      LOG.warn(
          "{} of {} questions of task {} have no accepted answers and are not scored",
          unscored,
          gold.size(),
          task.name());
    }
    return task.format() == QaFormat.MRQA
        ? SquadV1Evaluation.mrqa(gold, texts)
        : SquadV1Evaluation.squad(gold, texts);
  }

  /** The original computes the loss of an evaluation, too, but does not report it. */
  @Override
  public Map<String, Double> supplement() {
    return windows == 0 ? Map.of() : Map.of("loss", totalLoss / windows);
  }

  @Override
  public String mainMetric() {
    return "f1";
  }

  /** Writes predictions, null odds of SQuAD 2.0, and the metrics. */
  @Override
  public List<Path> writeFiles() {
    List<Path> files = new ArrayList<>();
    files.add(file(config.qaPredsFile()));
    PredictionFiles.writeAnswers(files.get(0), predictions(), Double.POSITIVE_INFINITY);
    if (task.format().hasImpossibleQuestions()) {
      files.add(file(config.qaNaFile()));
      PredictionFiles.writeNullOdds(files.get(1), predictions());
    }
    files.add(file(config.qaEvalFile()));
    PredictionFiles.writeMetrics(files.get(files.size() - 1), results());
    return files;
  }

  private Path file(String pattern) {
    return Path.of(pattern.replace("{:}", task.name()));
  }
}
