package org.electra4j.finetuning;

import java.util.ArrayList;
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
   * @param tasks number of tasks
   * @param task index of the task
   * @param done hears of the number of examples done
   * @return the outputs in the order of the examples
   */
  static List<EvalOutput> run(
      FinetuningSession session,
      List<FeaturizedExample> examples,
      int batchSize,
      int fixedLength,
      int tasks,
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
              indices.stream().map(examples::get).toList(), batchSize, fixedLength, tasks);
      FinetuningSession.Predictions predictions = session.predict(batch, task);
      for (int row = 0; row < indices.size(); row++) {
        int index = indices.get(row);
        outputs[index] = predictions.row(row, examples.get(index));
      }
      done.accept(first + indices.size());
    }
    return List.of(outputs);
  }
}
