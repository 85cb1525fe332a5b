package org.electra4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private final BlockingQueue<String> called = new LinkedBlockingQueue<>();

  @Test
  void workThatTakesTooLongIsEndedAndOtherWorkIsNot() throws InterruptedException {
    try (Watchdog watchdog = new Watchdog(called::add)) {
      watchdog.within(Duration.ofMillis(50), "done in time").close();
      try (Watchdog.Limit slow = watchdog.within(Duration.ofMillis(100), "too slow")) {
        assertThat(called.poll(30, TimeUnit.SECONDS)).isEqualTo("too slow");
      }
    }

    assertThat(called).isEmpty();
  }

  @Test
  void nothingIsEndedOnceItIsClosed() throws InterruptedException {
    try (Watchdog watchdog = new Watchdog(called::add)) {
      watchdog.within(Duration.ofMillis(50), "never closed");
    }

    assertThat(called.poll(200, TimeUnit.MILLISECONDS)).isNull();
    assertThat(List.copyOf(called)).isEmpty();
  }
}
