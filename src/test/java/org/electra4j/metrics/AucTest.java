package org.electra4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Expected values are what {@code tf.metrics.auc} of TensorFlow 2.15 gave. */
class AucTest {
  private static final Offset<Double> FLOAT32 = within(2e-6);

  @Test
  void withoutExamplesTheAreaIsZero() {
    assertThat(new Auc().value()).isZero();
  }

  @Test
  void withoutPositivesTheAreaIsOne() {
    Auc auc = auc(new int[] {0, 0, 0}, .1f, .5f, .9f);
    assertThat(auc.value()).isCloseTo(0.9999997615814209, FLOAT32);
  }

  @Test
  void withoutNegativesTheAreaIsZero() {
    assertThat(auc(new int[] {1, 1}, .1f, .9f).value()).isZero();
  }

  @Test
  void scoresOfZeroAndOneCount() {
    assertThat(auc(new int[] {0, 1, 0, 1}, 0, 1, 1, 0).value()).isCloseTo(0.5, FLOAT32);
  }

  @Test
  void equalScoresAreSharedByTheTrapezoid() {
    assertThat(auc(new int[] {0, 1, 0, 1, 1}, .5f, .5f, .25f, .75f, .25f).value())
        .isCloseTo(0.6666663885116577, FLOAT32);
  }

  @Test
  void scoreEqualToAThresholdDoesNotExceedIt() {
    assertThat(auc(new int[] {0, 1, 0, 1}, 100 / 199f, 100 / 199f, .5f, 101 / 199f).value())
        .isCloseTo(0.7499997615814209, FLOAT32);
  }

  @Test
  void sixHundredScoresGiveTensorFlowsArea() {
    Auc auc = new Auc();
    long x = 1;
    int positives = 0;
    for (int i = 0; i < 600; i++) {
      x = (1103515245 * x + 12345) % (1L << 31);
      float score = (x >> 8) / (float) (1 << 23);
      x = (1103515245 * x + 12345) % (1L << 31);
      boolean positive = (x >> 8) / (double) (1 << 23) < (double) score * 0.5;
      positives += positive ? 1 : 0;
      auc.add(positive, score);
    }
    assertThat(positives).isEqualTo(147);
    assertThat(auc.value()).isCloseTo(0.7101784944534302, FLOAT32);
  }

  @Test
  void scoresThatAreNoProbabilitiesAreRefused() {
    for (float score : new float[] {Float.NaN, -0.1f, 1.1f}) {
      assertThatThrownBy(() -> new Auc().add(true, score))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(score));
    }
  }

  private static Auc auc(int[] labels, float... scores) {
    Auc auc = new Auc();
    for (int i = 0; i < labels.length; i++) {
      auc.add(labels[i] == 1, scores[i]);
    }
    return auc;
  }
}
