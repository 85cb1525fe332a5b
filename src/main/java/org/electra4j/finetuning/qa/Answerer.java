package org.electra4j.finetuning.qa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.metrics.EvalOutput;

/** Puts what a model says of windows together to answers. */
record Answerer(QuestionEncoder encoder, NBestAnswers nBest, int nBestSize) {

  /** The predictions for questions in their order, from the outputs of all their windows. */
  List<QaPrediction> answer(List<QaExample> examples, List<EvalOutput> outputs) {
    Map<Integer, SpanScores> scores = new HashMap<>();
    outputs.forEach(output -> scores.put(output.eid(), SpanScores.of(output, nBestSize)));
    return answer(examples, scores);
  }

  /**
   * The predictions for questions in their order.
   *
   * @param scores of all their windows by the window's number
   */
  List<QaPrediction> answer(List<QaExample> examples, Map<Integer, SpanScores> scores) {
    List<QaPrediction> predictions = new ArrayList<>();
    for (QaExample example : examples) {
      EncodedQuestion question = encoder.encode(example);
      List<SpanScores> windows = new ArrayList<>();
      for (int i = 0; i < question.spans().size(); i++) {
        windows.add(scores.get(question.eid(i)));
      }
      predictions.add(nBest.predict(question, windows));
    }
    return predictions;
  }
}
