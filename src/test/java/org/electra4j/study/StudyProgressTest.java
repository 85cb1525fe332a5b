package org.electra4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StudyProgressTest {
  private static final FinetuningUnit COLA = new FinetuningUnit("main", 1, "cola");

  private final List<String> lines = new ArrayList<>();
  private long now;

  private void pass(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }

  private static StudyPart part(String kind, String name, String status, double seconds) {
    return new StudyPart(kind, name, status, 100, 0, 0, seconds, 0);
  }

  private StudyProgress progress(StudyPart... parts) {
    return new StudyProgress(List.of(parts), lines::add, () -> now);
  }

  @Test
  void theTimeLeftFollowsHowLongWorkOfTheSameKindReallyTook() {
    StudyProgress progress =
        progress(part("pretraining", "main", "", 100), part("finetuning", "main@100 cola", "", 50));
    assertThat(progress.secondsLeft()).isEqualTo(150);

    progress.stage("pretraining");
    progress.pretraining("main", 0, Map.of("total_loss", 1.0));
    pass(100);
    progress.pretraining("main", 50, Map.of("total_loss", 1.0));

    // Half of it took twice as long as estimated; fine-tuning is as estimated so far.
    assertThat(progress.secondsLeft()).isCloseTo(100 + 50, within(1e-9));
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).contains("1:40 so far").contains("2:30 left").contains("50 of 100");
  }

  @Test
  void whatWasDoneBeforeCountsNeitherAsWorkNorAsTime() {
    StudyProgress progress =
        progress(
            part("pretraining", "main", "done", 1000),
            part("finetuning", "main@100 cola", "stopped", 100));
    progress.stage("finetuning");
    progress.finetuning(COLA, 60);
    pass(20);

    progress.finetuning(COLA, 80);

    assertThat(progress.secondsLeft()).isCloseTo(20, within(1e-9));
  }
}
