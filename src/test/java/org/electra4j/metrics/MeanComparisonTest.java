package org.electra4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected numbers are those of SciPy's ttest_ind, ttest_1samp and two one-sided tests. */
class MeanComparisonTest {
  private static final SampleSummary OURS = SampleSummary.of(List.of(53.1, 55.2, 51.7, 54.0, 52.5));
  private static final SampleSummary THEIRS = SampleSummary.of(List.of(56.0, 54.1, 57.3));

  @Test
  void twoSamplesAreComparedAfterWelch() {
    MeanComparison c = MeanComparison.of(OURS, THEIRS, 4, 0.95);

    assertThat(c.difference()).isCloseTo(-2.5, within(1e-12));
    assertThat(c.degreesOfFreedom()).isCloseTo(3.725213986135605, within(1e-9));
    assertThat(c.low()).isCloseTo(-5.6713361228578885, within(1e-6));
    assertThat(c.high()).isCloseTo(0.6713361228579027, within(1e-6));
    assertThat(c.pValue()).isCloseTo(0.09220871315467916, within(1e-9));
    assertThat(c.differs(0.95)).isFalse();
  }

  @Test
  void equivalenceIsTheLargerOfTwoOneSidedTests() {
    MeanComparison c = MeanComparison.of(OURS, THEIRS, 4, 0.95);
    MeanComparison turned = MeanComparison.of(THEIRS, OURS, 4, 0.95);

    assertThat(c.pEquivalence()).isCloseTo(0.1262643703289066, within(1e-9));
    assertThat(turned.pEquivalence()).isCloseTo(c.pEquivalence(), within(1e-12));
    assertThat(c.isEquivalent(0.95)).isFalse();
    assertThat(MeanComparison.of(OURS, THEIRS, 12, 0.95).isEquivalent(0.95)).isTrue();
  }

  @Test
  void aNumberWithoutASpreadIsAConstant() {
    MeanComparison c = MeanComparison.of(OURS, new SampleSummary(1, 56.8, Double.NaN), 1, 0.95);

    assertThat(c.degreesOfFreedom()).isCloseTo(4, within(1e-12));
    assertThat(c.pValue()).isCloseTo(0.0044575125042920095, within(1e-9));
    assertThat(c.low()).isCloseTo(51.618014981059915 - 56.8, within(1e-6));
    assertThat(c.high()).isCloseTo(54.98198501894008 - 56.8, within(1e-6));
    assertThat(c.differs(0.95)).isTrue();
  }

  @Test
  void withoutAnySpreadThereIsADifferenceAndNoTest() {
    SampleSummary constant =
        SampleSummary.of(List.of(68.38235294117648, 68.38235294117648, 68.38235294117648));
    MeanComparison c = MeanComparison.of(constant, constant, 1, 0.95);

    assertThat(constant.standardDeviation()).isZero();
    assertThat(c.difference()).isZero();
    assertThat(c.isTested()).isFalse();
    assertThat(c.differs(0.95)).isFalse();
    assertThat(c.isEquivalent(0.95)).isFalse();
  }
}
