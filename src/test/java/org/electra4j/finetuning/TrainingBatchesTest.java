package org.electra4j.finetuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.electra4j.finetuning.task.FeaturizedExample;
import org.junit.jupiter.api.Test;

class TrainingBatchesTest {
  private static final int TASKS = 2;

  /** Examples whose first token is their number. */
  private static List<FeaturizedExample> examples(int n) {
    Random random = new Random(4);
    List<FeaturizedExample> examples = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int[] ids = new int[3 + random.nextInt(90)];
      Arrays.fill(ids, 7);
      ids[0] = i;
      examples.add(
          new FeaturizedExample(i % TASKS, i, ids, new int[ids.length], Map.of(), Map.of()));
    }
    return examples;
  }

  private static List<Integer> firstTokens(FinetuningBatch batch) {
    List<Integer> tokens = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.taskIds()[row] < TASKS) {
        tokens.add(batch.inputIds()[row * batch.length()]);
      }
    }
    return tokens;
  }

  @Test
  void anEpochHoldsEachExampleOnceAndPaddingRowsToWholeBatches() {
    for (int fixedLength : new int[] {0, 96}) {
      TrainingBatches batches = new TrainingBatches(examples(2003), 16, fixedLength, TASKS, 5);
      List<Integer> seen = new ArrayList<>();
      int rows = 0;
      for (int step = 0; step < batches.stepsPerEpoch(); step++) {
        FinetuningBatch batch = batches.batch(step);
        seen.addAll(firstTokens(batch));
        rows += batch.rows();
      }
      assertThat(batches.stepsPerEpoch()).isEqualTo(126);
      assertThat(rows).isEqualTo(126 * 16);
      assertThat(seen).hasSize(2003);
      assertThat(new TreeSet<>(seen)).hasSize(2003);
    }
  }

  @Test
  void stepsAreThoseOfTheOriginal() {
    TrainingBatches batches = new TrainingBatches(examples(33), 16, 0, TASKS, 5);

    assertThat(batches.steps(3)).isEqualTo(9);
    assertThat(batches.steps(0.5)).isEqualTo(1);
  }

  @Test
  void batchesDependOnSeedAndStepAlone() {
    TrainingBatches forward = new TrainingBatches(examples(300), 16, 0, TASKS, 5);
    TrainingBatches later = new TrainingBatches(examples(300), 16, 0, TASKS, 5);
    TrainingBatches otherSeed = new TrainingBatches(examples(300), 16, 0, TASKS, 6);
    for (int step = 0; step < 40; step++) {
      forward.batch(step);
    }

    assertThat(firstTokens(later.batch(40))).isEqualTo(firstTokens(forward.batch(40)));
    assertThat(firstTokens(otherSeed.batch(40))).isNotEqualTo(firstTokens(forward.batch(40)));
    assertThat(firstTokens(forward.batch(0))).isNotEqualTo(firstTokens(forward.batch(19)));
  }

  @Test
  void examplesOfLikeLengthComeTogether() {
    TrainingBatches byLength = new TrainingBatches(examples(1600), 16, 0, TASKS, 5);
    long padded = 0;
    for (int step = 0; step < byLength.stepsPerEpoch(); step++) {
      padded += byLength.batch(step).length();
    }

    // The mean length is 47.5, that of the longest of 16 random examples about 87.
    assertThat((double) padded / byLength.stepsPerEpoch()).isBetween(47.0, 56.0);
  }
}
