package org.electra4j.pretraining;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.data.MaskedInputs;
import org.electra4j.training.StepSeed;

/**
 * Rows of a batch that go through the graph in one run.
 *
 * @param number from 0
 * @param isLast whether it is the batch's last part
 * @param rows as many as every other part has
 * @param seed on which dropout and sampling depend
 */
record BatchPart(int number, boolean isLast, MaskedInputs rows, long seed) {

  /**
   * The parts of a batch in their order.
   *
   * @param parts their number, which divides the rows
   * @param seed of the batch, which the first part takes
   */
  static List<BatchPart> of(MaskedInputs batch, int parts, long seed) {
    int rows = batch.inputs().batchSize() / parts;
    List<BatchPart> all = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      // The positive numbers are those of other workers.
      all.add(
          new BatchPart(
              i,
              i == parts - 1,
              batch.rows(i * rows, rows),
              i == 0 ? seed : StepSeed.of(seed, -i)));
    }
    return all;
  }
}
