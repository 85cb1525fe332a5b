package org.electra4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<String> lines = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong(17 * SECOND);

  @Test
  void timesAreWrittenAsInTheOriginal() {
    Map<String, String> times = new LinkedHashMap<>();
    Json.read(Reference.folder("configs").resolve("secs_to_str.json"))
        .properties()
        .forEach(e -> times.put(e.getKey(), e.getValue().asText()));

    assertThat(times).hasSizeGreaterThan(10);
    times.forEach(
        (seconds, text) ->
            assertThat(ProgressFormat.time(Double.parseDouble(seconds)))
                .as(seconds)
                .isEqualTo(text));
  }

  @Test
  void linesComeEveryLogStepsAndAtTheEnd() {
    try (Progress progress = lines(0, 25, 10)) {
      for (int step = 1; step <= 25; step++) {
        nanos.addAndGet(SECOND / 2);
        progress.update(step, Map.of("loss", 12.34567));
      }
    }
    assertThat(lines)
        .containsExactly(
            "10/25 = 40.0%, SPS: 2.0, ELAP: 5, ETA: 8 - loss: 12.3457",
            "20/25 = 80.0%, SPS: 2.0, ELAP: 10, ETA: 2 - loss: 12.3457",
            "25/25 = 100.0%, SPS: 2.0, ELAP: 12, ETA: 0 - loss: 12.3457");
  }

  @Test
  void afterAResumeRateAndTimeLeftCountThisRunsStepsOnly() {
    Map<String, Double> losses = new LinkedHashMap<>();
    losses.put("loss", 1.0);
    losses.put("disc_loss", 0.5);
    try (Progress progress = lines(90_000, 100_000, 100)) {
      nanos.addAndGet(50 * SECOND);
      progress.update(90_100, losses);
    }
    assertThat(lines)
        .containsExactly(
            "90100/100000 = 90.1%, SPS: 2.0, ELAP: 50, ETA: 1:22:30"
                + " - loss: 1.0000 - disc_loss: 0.5000");
  }

  @Test
  void terminalsGetABarWithCountRateAndLosses() {
    try (Progress progress =
        new Progress.Bar("pretrain", 50, 100, new DelegatingProgressBarConsumer(lines::add, 160))) {
      progress.update(60, Map.of("loss", 2.5));
      progress.update(100, Map.of("loss", 1.25));
    }
    String last = lines.get(lines.size() - 1);
    assertThat(last).contains("pretrain", "100/100", "/s", "loss: 1.2500");
  }

  private Progress lines(long done, long total, long logSteps) {
    return new Progress.Lines(done, total, logSteps, lines::add, nanos::get);
  }
}
