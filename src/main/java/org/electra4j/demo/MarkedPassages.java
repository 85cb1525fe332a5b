package org.electra4j.demo;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.data.Inputs;
import org.electra4j.data.MaskedInputs;
import org.electra4j.pretraining.PretrainingSession;
import org.electra4j.tokenization.Vocabulary;

/** Records in which the generator replaced words and the discriminator judged every word. */
final class MarkedPassages {
  private static final int PASSAGES = 5;
  private static final int FEWEST_REPLACED = 2;

  private MarkedPassages() {}

  /**
   * The first rows of a batch in which two or more tokens were replaced.
   *
   * @param batch what was evaluated
   * @param output what came of it
   */
  static List<List<MarkedToken>> of(
      MaskedInputs batch, PretrainingSession.StepOutput output, Vocabulary vocabulary) {
    int[] originalIds = originalIds(batch);
    List<List<MarkedToken>> passages = new ArrayList<>();
    for (int row = 0; row < batch.inputs().batchSize() && passages.size() < PASSAGES; row++) {
      List<MarkedToken> passage = passage(row, batch.inputs(), originalIds, output, vocabulary);
      if (passage.stream().filter(MarkedToken::replaced).count() >= FEWEST_REPLACED) {
        passages.add(passage);
      }
    }
    return passages;
  }

  private static List<MarkedToken> passage(
      int row,
      Inputs inputs,
      int[] originalIds,
      PretrainingSession.StepOutput output,
      Vocabulary vocabulary) {
    List<MarkedToken> passage = new ArrayList<>();
    for (int i = row * inputs.length(); i < (row + 1) * inputs.length(); i++) {
      int original = originalIds[i];
      if (inputs.inputMask()[i] == 0
          || original == vocabulary.clsId()
          || original == vocabulary.sepId()) {
        continue;
      }
      int read = output.fakeInputIds()[i];
      passage.add(
          new MarkedToken(
              vocabulary.token(read),
              read == original ? null : vocabulary.token(original),
              output.outputs().get(0).discProbs()[i]));
    }
    return passage;
  }

  /** The token ids before masking, [batch * length]. */
  private static int[] originalIds(MaskedInputs batch) {
    int[] ids = batch.inputs().inputIds().clone();
    for (int i = 0; i < batch.maskedLmIds().length; i++) {
      if (batch.maskedLmWeights()[i] > 0) {
        int row = i / batch.predictions();
        ids[row * batch.inputs().length() + batch.maskedLmPositions()[i]] = batch.maskedLmIds()[i];
      }
    }
    return ids;
  }
}
