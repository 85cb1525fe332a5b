package org.electra4j.parity.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.electra4j.training.curve.LossCurve;
import org.junit.jupiter.api.Test;

class CurvePageTest {
  @Test
  void thePageHoldsBothCurvesAndTheirDifference() {
    String page =
        CurvePage.html(
            curve("ours </script>", Map.of(1L, 4.0, 2L, 3.0)), curve("theirs", Map.of(2L, 2.5)));

    assertThat(page).contains("ours &lt;/script&gt;").contains("[ null, 0.5 ]");
  }

  private static LossCurve curve(String name, Map<Long, Double> points) {
    return new LossCurve(name, new TreeMap<>(points));
  }
}
