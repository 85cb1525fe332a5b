package org.electra4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class PrefetchingBatchesTest {
  @Test
  void batchesComeInOrderFromAnyStep() throws InterruptedException {
    try (PrefetchingBatches batches = new PrefetchingBatches(this::batch, 70, 2)) {
      for (int step = 70; step < 100; step++) {
        assertThat(batches.next().predictions()).isEqualTo(step);
      }
    }
  }

  @Test
  void noMoreBatchesWaitThanTheQueueHolds() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    try (PrefetchingBatches batches =
        new PrefetchingBatches(
            step -> {
              made.incrementAndGet();
              return batch(step);
            },
            0,
            3)) {
      batches.next();
      Thread.sleep(50);
      // One is used, three wait, and one is made and not yet in the queue.
      assertThat(made.get()).isBetween(1, 5);
    }
  }

  @Test
  void anErrorComesAfterTheBatchesBeforeItAndStays() throws InterruptedException {
    BadInputException failure = new BadInputException("record 2 is bad");
    try (PrefetchingBatches batches =
        new PrefetchingBatches(
            step -> {
              if (step == 2) {
                throw failure;
              }
              return batch(step);
            },
            0,
            4)) {
      batches.next();
      batches.next();
      assertThatThrownBy(batches::next).isSameAs(failure);
      assertThatThrownBy(batches::next).isSameAs(failure);
    }
  }

  @Test
  void closingEndsTheThreadWhateverItDoes() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> new PrefetchingBatches(this::batch, 0, 1).close());
  }

  private MaskedInputs batch(long step) {
    return new MaskedInputs(null, (int) step, null, null, null);
  }
}
