package org.electra4j.finetuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.electra4j.metrics.EvalOutput;

/** What a fine-tuned model says of the examples of one task. */
final class FinetuningEvaluation {
  private FinetuningEvaluation() {}

  /**
   * Runs examples through a model, those of like length together.
   *
   * @param batchSize rows of the session's batches
   * @param fixedLength tokens a row, or 0 for batches padded to their longest row
   * @param task index of the task among the heads
   * @param done hears of the number of examples done
   * @return the outputs in the order of the examples
   */
  static List<EvalOutput> run(
      FinetuningSession session,
      List<FeaturizedExample> examples,
      int batchSize,
      int fixedLength,
      List<TaskHead> heads,
      int task,
      LongConsumer done) {
    List<Integer> byLength = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      byLength.add(i);
    }
    byLength.sort(Comparator.comparingInt(i -> examples.get(i).length()));
    EvalOutput[] outputs = new EvalOutput[examples.size()];
    for (int first = 0; first < byLength.size(); first += batchSize) {
      List<Integer> indices = byLength.subList(first, Math.min(byLength.size(), first + batchSize));
      FinetuningBatch batch =
          FinetuningBatch.of(
              indices.stream().map(examples::get).toList(), batchSize, fixedLength, heads.size());
      FinetuningSession.Predictions predictions = session.predict(batch, task);
      for (int row = 0; row < indices.size(); row++) {
        int index = indices.get(row);
        outputs[index] = output(examples.get(index), predictions, row, heads.get(task));
      }
      done.accept(first + indices.size());
    }
    return List.of(outputs);
  }

  private static EvalOutput output(
      FeaturizedExample example,
      FinetuningSession.Predictions predictions,
      int row,
      TaskHead head) {
    double loss = predictions.losses()[row];
    if (head.isRegression()) {
      return EvalOutput.regression(
          example.eid(), loss, example.target(), predictions.scores()[row]);
    }
    int first = row * head.classes();
    float[] logits = Arrays.copyOfRange(predictions.scores(), first, first + head.classes());
    return EvalOutput.classification(example.eid(), loss, example.labelId(), logits);
  }
}
