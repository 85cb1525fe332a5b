package org.electra4j.finetuning.qa;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.finetuning.task.FeatureSpec;
import org.electra4j.finetuning.task.HeadInputs;
import org.electra4j.finetuning.task.HeadOutput;
import org.electra4j.finetuning.task.TaskHead;
import org.tensorflow.Operand;

/**
 * Start and end of an answer, and whether there is one (original: {@code
 * QATask.get_prediction_module}). Outputs: {@code null_score} [batch], and with joint prediction
 * {@code start_top_log_probs}, {@code start_top_index} [batch, beam], {@code end_top_log_probs},
 * {@code end_top_index} [batch, beam, beam], otherwise {@code start_logits}, {@code end_logits}
 * [batch, length].
 *
 * @param name of the task
 * @param jointPrediction whether the end is predicted from the start
 * @param beamSize starts, and ends of each, in joint prediction
 * @param answerableClassifier whether it is classified if there is an answer
 * @param answerableUsesStartLogits whether that classifier sees the predicted start
 * @param answerableWeight weight of its loss
 * @param maxSeqLength on which the end's loss in an evaluation depends (quirk 24)
 */
public record QaHead(
    String name,
    boolean jointPrediction,
    int beamSize,
    boolean answerableClassifier,
    boolean answerableUsesStartLogits,
    double answerableWeight,
    int maxSeqLength)
    implements TaskHead {

  public static final String START_POSITIONS = "start_positions";
  public static final String END_POSITIONS = "end_positions";
  public static final String IS_IMPOSSIBLE = "is_impossible";

  public static final String NULL_SCORE = "null_score";
  public static final String START_LOGITS = "start_logits";
  public static final String END_LOGITS = "end_logits";
  public static final String START_TOP_INDEX = "start_top_index";
  public static final String START_TOP_LOG_PROBS = "start_top_log_probs";
  public static final String END_TOP_INDEX = "end_top_index";
  public static final String END_TOP_LOG_PROBS = "end_top_log_probs";

  /** The head of a task with the settings of a run. */
  static QaHead of(String task, FinetuningConfig config) {
    return new QaHead(
        task,
        config.jointPrediction(),
        config.beamSize(),
        config.answerableClassifier(),
        config.answerableUsesStartLogits(),
        config.answerableWeight(),
        config.maxSeqLength());
  }

  @Override
  public List<FeatureSpec> features() {
    return List.of(
        FeatureSpec.anInt(START_POSITIONS),
        FeatureSpec.anInt(END_POSITIONS),
        FeatureSpec.anInt(IS_IMPOSSIBLE));
  }

  @Override
  public boolean readsTokens() {
    return true;
  }

  @Override
  public HeadOutput build(HeadInputs inputs) {
    HeadOutput whole = buildWhole(inputs);
    Map<String, Operand<?>> outputs = new LinkedHashMap<>(whole.outputs());
    if (jointPrediction) {
      // They are large, and nothing is made of them.
      outputs.keySet().removeAll(List.of(START_LOGITS, END_LOGITS));
    }
    return new HeadOutput(whole.losses(), outputs);
  }

  /** The same, in joint prediction with the logits, too, as the original. */
  public HeadOutput buildWhole(HeadInputs inputs) {
    QaGraph graph = new QaGraph(this, inputs);
    return new HeadOutput(graph.losses(), graph.outputs());
  }
}
