package org.electra4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingLoopTest {
  /** A model without weights that notes what is asked of it. */
  private static final class Recorder implements TrainingStep {
    final List<Long> run = new ArrayList<>();
    final List<Long> withMetrics = new ArrayList<>();
    final List<Long> saved = new ArrayList<>();
    long failsAt = -1;

    @Override
    public Result run(long step, boolean metrics) {
      run.add(step);
      if (metrics) {
        withMetrics.add(step);
      }
      return new Result(Map.of("loss", step == failsAt ? Double.NaN : 1.0), Map.of());
    }

    @Override
    public void save(long step) {
      saved.add(step);
    }

    @Override
    public String dump(long step, Map<String, Double> losses) {
      return "dumped";
    }
  }

  private final Recorder model = new Recorder();

  @Test
  void savesAndReportsAtMultiplesOfTheWholeRunAndAtItsEnd() {
    long done = new TrainingLoop(3, 11, 4, 5).run(model, (step, result) -> {}, () -> false);

    assertThat(done).isEqualTo(11);
    assertThat(model.run).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(model.saved).containsExactly(4L, 8L, 11L);
    assertThat(model.withMetrics).containsExactly(4L, 9L, 10L);
  }

  @Test
  void aStopRequestSavesAfterTheStepInWhichItComes() {
    List<Long> heard = new ArrayList<>();

    long done =
        new TrainingLoop(0, 100, 50, 10)
            .run(model, (step, result) -> heard.add(step), () -> heard.size() == 7);

    assertThat(done).isEqualTo(7);
    assertThat(model.saved).containsExactly(7L);
  }

  @Test
  void aFinishedTrainingDoesNothing() {
    assertThat(new TrainingLoop(10, 10, 5, 5).run(model, (s, r) -> {}, () -> false)).isEqualTo(10);
    assertThat(model.saved).isEmpty();
  }

  @Test
  void aLossThatIsNotFiniteNamesItsStepAndSavesNothing() {
    model.failsAt = 4;

    assertThatThrownBy(() -> new TrainingLoop(0, 10, 5, 1).run(model, (s, r) -> {}, () -> false))
        .isInstanceOf(NonFiniteLossException.class)
        .hasMessageContaining("step 5")
        .hasMessageContaining("dumped");
    assertThat(model.saved).isEmpty();
  }
}
