package org.electra4j.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.io.Json;
import org.junit.jupiter.api.Test;

class DemoReportTest {
  private static DemoResult result() {
    Map<String, Long> sizes = new LinkedHashMap<>();
    sizes.put("parameters", 1_234_567L);
    sizes.put("training_documents", 1000L);
    sizes.put("held_out_documents", 50L);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("masked_lm_accuracy", 0.612);
    metrics.put("most_frequent_token_accuracy", 0.101);
    metrics.put("disc_auc", 0.8765);
    metrics.put("disc_precision", 0.71);
    metrics.put("disc_recall", 0.43);
    List<CurvePoint> curve = new ArrayList<>();
    for (int step = 1; step <= 300; step += 10) {
      double t = step / 300.0;
      curve.add(new CurvePoint(step, 7 - 5 * t, 0.6 * t, 0.6 - 0.3 * t, 0.5 + 0.4 * t));
    }
    List<MarkedToken> passage =
        List.of(
            new MarkedToken("the", null, 0.01),
            new MarkedToken("bak", null, 0.2),
            new MarkedToken("##er", null, 0.1),
            new MarkedToken("rang", "kneaded", 0.93),
            new MarkedToken("<the>", null, 0.02),
            new MarkedToken("dough", null, 0.35),
            new MarkedToken(".", null, 0.01));
    return new DemoResult(
        "0.1",
        7,
        300,
        63.4,
        Map.of("train", 41.2),
        sizes,
        metrics,
        curve,
        List.of(passage),
        "models/demo/model.ckpt-300");
  }

  @Test
  void pageStandsAloneAndFillsEverySlot() {
    String page = DemoReport.html(result());

    assertThat(page).doesNotContain("{{").doesNotContainPattern("(src|href)=\"?(https?:)?//");
    assertThat(page).contains("var uPlot", "0.877", "61.2%", "10.1%");
  }

  @Test
  void replacedWordsAreUnderlinedWithTheirOriginalAndPiecesAreJoined() {
    String page = DemoReport.html(result());

    assertThat(page).contains("the baker kneaded &lt;the&gt; dough.");
    assertThat(page).containsOnlyOnce("data-was=\"kneaded\"");
    assertThat(page).contains("found 1 of 1 replaced words");
  }

  @Test
  void resultsFileKeepsItsNames() {
    String json = Json.write(result());

    assertThat(Json.parse(json, "results").at("/metrics/disc_auc").doubleValue()).isEqualTo(0.8765);
    assertThat(json).contains("phase_seconds", "generator_accuracy", "fake_probability");
    assertThat(json).doesNotContain("replaced\"");
  }
}
