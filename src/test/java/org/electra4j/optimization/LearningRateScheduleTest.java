package org.electra4j.optimization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
  @Test
  void ratesAreThoseThatTheOriginalHandsToItsOptimizer() {
    JsonNode schedules =
        Json.read(Reference.folder("optimizer").resolve("learning_rate_schedules.json"));
    assertThat(schedules).isNotEmpty();
    for (JsonNode golden : schedules) {
      long steps = golden.get("num_train_steps").asLong();
      double warmup =
          Math.max(
              steps * golden.get("warmup_proportion").asDouble(),
              golden.get("warmup_steps").asDouble());
      LearningRateSchedule schedule =
          new LearningRateSchedule(
              golden.get("learning_rate").asDouble(),
              steps,
              warmup,
              golden.get("lr_decay_power").asDouble());
      JsonNode rates = golden.get("learning_rate_at_step");
      for (int step = 0; step < rates.size(); step++) {
        if (rates.get(step).asText().equals("NaN")) {
          assertThat(schedule.at(step)).isNaN();
        } else {
          double expected = rates.get(step).asDouble();
          assertThat((double) schedule.at(step))
              .as("%s at step %d", schedule, step)
              .isCloseTo(expected, within(1e-6 * expected));
        }
      }
    }
  }

  @Test
  void rateStaysAtZeroAfterTheLastStep() {
    LearningRateSchedule schedule = new LearningRateSchedule(1e-3, 10, 2, 1);

    assertThat(schedule.at(10)).isZero();
    assertThat(schedule.at(1000)).isZero();
  }
}
