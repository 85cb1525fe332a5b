package org.electra4j.optimization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossScaleTest {
  @Test
  void halvesUntilAnUpdateDoesNotOverflow() {
    List<Float> tried = new ArrayList<>();

    LossScale.Scaled<Float> update =
        new LossScale(1024, 77)
            .update(
                scale -> {
                  tried.add(scale.scale());
                  return scale.scale();
                },
                scale -> scale > 200);

    assertThat(tried).containsExactly(1024f, 512f, 256f, 128f);
    assertThat(update.output()).isEqualTo(128);
    assertThat(update.next()).isEqualTo(new LossScale(128, 1));
  }

  @Test
  void givesUpAtOne() {
    LossScale.Scaled<String> update = new LossScale(4, 0).update(scale -> "inf", output -> true);

    assertThat(update.output()).isEqualTo("inf");
    assertThat(update.next().scale()).isEqualTo(1);
  }

  @Test
  void doublesAfterTwoThousandUpdatesThatWentWell() {
    LossScale scale = new LossScale(8, 0);
    for (int i = 0; i < 1999; i++) {
      scale = scale.update(s -> 0, output -> false).next();
    }
    assertThat(scale).isEqualTo(new LossScale(8, 1999));

    assertThat(scale.update(s -> 0, output -> false).next()).isEqualTo(new LossScale(16, 0));
  }

  @Test
  void anOverflowStartsTheCountAnew() {
    assertThat(new LossScale(8, 1999).update(s -> s.scale(), scale -> scale > 4).next())
        .isEqualTo(new LossScale(4, 1));
  }
}
