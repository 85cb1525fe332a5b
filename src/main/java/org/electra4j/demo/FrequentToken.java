package org.electra4j.demo;

import java.util.stream.IntStream;
import org.electra4j.data.MaskedInputs;
import org.electra4j.data.PretrainingBatches;
import org.electra4j.data.PretrainingRecords;
import org.electra4j.metrics.WeightedMean;
import org.electra4j.tokenization.Vocabulary;

/** The baseline for a generator that has learned nothing of context: one token for every mask. */
final class FrequentToken {
  private FrequentToken() {}

  /**
   * How often the token that is most frequent in the training records stands under the masks of the
   * evaluation, in [0, 1].
   *
   * @param evaluated the masked batches of the evaluation, in number {@code num_eval_steps}
   */
  static double accuracy(
      Vocabulary vocabulary,
      PretrainingRecords training,
      PretrainingBatches evaluated,
      int batches) {
    int token = mostFrequent(vocabulary, training);
    WeightedMean accuracy = new WeightedMean();
    for (int step = 0; step < batches; step++) {
      MaskedInputs batch = evaluated.apply(step);
      for (int i = 0; i < batch.maskedLmIds().length; i++) {
        accuracy.add(batch.maskedLmIds()[i] == token, batch.maskedLmWeights()[i]);
      }
    }
    return accuracy.value();
  }

  /** Special tokens are never masked, so they do not count. */
  private static int mostFrequent(Vocabulary vocabulary, PretrainingRecords records) {
    long[] counts = new long[vocabulary.size()];
    for (long i = 0; i < records.size(); i++) {
      for (int id : records.get(i).inputIds()) {
        counts[id]++;
      }
    }
    for (int special :
        new int[] {
          vocabulary.padId(), vocabulary.clsId(), vocabulary.sepId(), vocabulary.maskId()
        }) {
      counts[special] = 0;
    }
    return IntStream.range(0, counts.length)
        .reduce(0, (best, id) -> counts[id] > counts[best] ? id : best);
  }
}
