package org.electra4j.optimization;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {
  @Test
  void rateStaysAtZeroAfterTheLastStep() {
    LearningRateSchedule schedule = new LearningRateSchedule(1e-3, 10, 2, 1);

    assertThat(schedule.at(10)).isZero();
    assertThat(schedule.at(1000)).isZero();
  }
}
