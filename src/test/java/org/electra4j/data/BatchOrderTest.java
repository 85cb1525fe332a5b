package org.electra4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;

class BatchOrderTest {
  @Test
  void everyEpochIsAPermutationOfAllRecords() {
    for (int records : new int[] {1, 2, 3, 7, 16, 100, 1000, 4097}) {
      long[] all = LongStream.range(0, records).toArray();
      for (int epoch = 0; epoch < 3; epoch++) {
        assertThat(sorted(epoch(records, epoch, 42))).isEqualTo(all);
      }
    }
  }

  @Test
  void epochsAndSeedsDiffer() {
    assertThat(epoch(1000, 0, 1))
        .isNotEqualTo(epoch(1000, 1, 1))
        .isNotEqualTo(epoch(1000, 0, 2))
        .isEqualTo(epoch(1000, 0, 1))
        .isNotEqualTo(LongStream.range(0, 1000).toArray());
  }

  @Test
  void batchesGoOnOverTheEndOfAnEpoch() {
    BatchOrder order = new BatchOrder(10, 4, 3);
    long[] joined =
        LongStream.range(0, 5).flatMap(step -> Arrays.stream(order.indices(step))).toArray();

    assertThat(sorted(Arrays.copyOfRange(joined, 0, 10)))
        .isEqualTo(LongStream.range(0, 10).toArray());
    assertThat(sorted(Arrays.copyOfRange(joined, 10, 20)))
        .isEqualTo(LongStream.range(0, 10).toArray());
  }

  @Test
  void aBatchMayHoldSeveralEpochsOfFewRecords() {
    assertThat(sorted(new BatchOrder(2, 6, 0).indices(5))).containsExactly(0, 0, 0, 1, 1, 1);
  }

  @Test
  void everyOrderOfFewRecordsComesEquallyOften() {
    Map<String, Long> orders = new HashMap<>();
    for (int epoch = 0; epoch < 12_000; epoch++) {
      orders.merge(Arrays.toString(epoch(4, epoch, 7)), 1L, Long::sum);
    }

    assertThat(orders).hasSize(24);
    assertThat(chiSquare(orders.values().stream().mapToLong(n -> n).toArray())).isGreaterThan(1e-4);
  }

  @Test
  void everyRecordComesToEveryPlaceEquallyOften() {
    long[][] counts = new long[37][37];
    for (int epoch = 0; epoch < 4000; epoch++) {
      long[] order = epoch(37, epoch, 5);
      for (int place = 0; place < 37; place++) {
        counts[place][(int) order[place]]++;
      }
    }

    for (long[] places : counts) {
      assertThat(chiSquare(places)).isGreaterThan(1e-5);
    }
  }

  @Test
  void stepsFarInARunOfManyRecordsAreFound() {
    long[] indices = new BatchOrder(1L << 40, 128, 9).indices(1L << 50);

    assertThat(indices).doesNotHaveDuplicates();
    assertThat(Arrays.stream(indices).allMatch(i -> i >= 0 && i < 1L << 40)).isTrue();
  }

  private static long[] epoch(int records, int epoch, long seed) {
    return new BatchOrder(records, records, seed).indices(epoch);
  }

  private static long[] sorted(long[] values) {
    return Arrays.stream(values).sorted().toArray();
  }

  private static double chiSquare(long[] counts) {
    double[] expected = new double[counts.length];
    Arrays.fill(expected, 1);
    return new ChiSquareTest().chiSquareTest(expected, counts);
  }
}
