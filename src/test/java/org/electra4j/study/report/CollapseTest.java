package org.electra4j.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class CollapseTest {
  /** A hundred points, steps 10 to 1000, of a function of the share of the run. */
  private static SortedMap<Long, Double> curve(DoubleUnaryOperator auc) {
    SortedMap<Long, Double> curve = new TreeMap<>();
    for (int i = 1; i <= 100; i++) {
      curve.put(10L * i, auc.applyAsDouble(i / 100.0));
    }
    return curve;
  }

  @Test
  void aFallToGuessingThatLastsIsACollapseFromThatStepOn() {
    assertThat(Collapse.find(curve(x -> x <= 0.4 ? 0.5 + x : 0.51)))
        .hasValueSatisfying(
            collapse -> {
              // The mean over three points leaves the last high one behind a step later.
              assertThat(collapse.from()).isEqualTo(420);
              assertThat(collapse.to()).isEqualTo(1000);
              assertThat(collapse.toEnd()).isTrue();
              assertThat(collapse.fromStart()).isFalse();
              assertThat(collapse.text()).contains("collapsed at step 420").contains("59 %");
            });
  }

  @Test
  void aRunThatRisesLateIsNone() {
    assertThat(Collapse.find(curve(x -> x < 0.3 ? 0.5 : 0.8))).isEmpty();
    assertThat(Collapse.find(curve(x -> 0.5 + 0.4 * x))).isEmpty();
  }

  @Test
  void aDipAtTheEndIsNone() {
    assertThat(Collapse.find(curve(x -> x > 0.95 ? 0.5 : 0.8))).isEmpty();
  }

  @Test
  void halfOfTheRunNearGuessingCountsThoughItRecovers() {
    assertThat(Collapse.find(curve(x -> x > 0.2 && x < 0.8 ? 0.5 : 0.8)))
        .hasValueSatisfying(
            collapse -> {
              assertThat(collapse.toEnd()).isFalse();
              assertThat(collapse.text()).endsWith("and recovered");
            });
  }

  @Test
  void aRunThatNeverLeavesGuessingIsSaidToBeSo() {
    assertThat(Collapse.find(curve(x -> 0.52)))
        .hasValueSatisfying(c -> assertThat(c.brief()).isEqualTo("AUC near 0.5 throughout"));
  }

  @Test
  void pointsWithoutAnAucAreLeftOut() {
    SortedMap<Long, Double> curve = curve(x -> 0.8);
    curve.put(5L, Double.NaN);

    assertThat(Collapse.find(curve)).isEmpty();
    assertThat(Collapse.find(new TreeMap<>())).isEmpty();
  }
}
