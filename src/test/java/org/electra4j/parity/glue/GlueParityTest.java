package org.electra4j.parity.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.electra4j.finetuning.results.ResultRow;
import org.electra4j.io.BadInputException;
import org.electra4j.metrics.SampleSummary;
import org.junit.jupiter.api.Test;

class GlueParityTest {
  private static ResultRow row(String name, double... cola) {
    return new ResultRow(
        name, Map.of("cola", SampleSummary.of(java.util.Arrays.stream(cola).boxed().toList())));
  }

  private static String verdict(ResultRow ours, ResultRow reference, double margin) {
    GlueParity parity = new GlueParity(List.of(ours), List.of(reference), margin, 0.95);
    return parity.verdict(parity.cells().get(0).comparison());
  }

  @Test
  void theVerdictTellsDifferenceEquivalenceAndIgnoranceApart() {
    ResultRow near = row("near", 50.0, 50.1, 50.2);

    assertThat(verdict(near, row("same", 50.0, 50.1, 50.2), 1)).isEqualTo("equivalent");
    assertThat(verdict(near, row("close", 50.4, 50.5, 50.6), 1))
        .isEqualTo("differs, within the margin");
    assertThat(verdict(near, row("far", 60.0, 60.1, 60.2), 1)).isEqualTo("differs");
    assertThat(verdict(near, row("wide", 40, 50, 60), 1)).isEqualTo("undecided");
    assertThat(verdict(row("a", 0, 0), row("b", 0, 0), 1)).isEqualTo("equal");
    assertThat(verdict(row("a", 68.38235294117648), row("b", 68.38235294117646), 1))
        .isEqualTo("equal");
    assertThat(verdict(row("a", 0, 0), row("b", 1, 1), 1)).isEqualTo("no spread to test against");
  }

  @Test
  void everyRowOfOursStandsBesideEveryReference() {
    GlueParity parity =
        new GlueParity(
            List.of(row("original", 1, 2), row("paper", 2, 3)),
            List.of(row("theirs", 1, 3)),
            1,
            0.95);

    assertThat(parity.cells()).hasSize(2);
    assertThat(parity.sideBySide().rows()).hasSize(3);
    assertThat(parity.sideBySide().plain()).contains("1.5 ±0.71");
    assertThat(parity.toJson().get("comparisons")).hasSize(2);
    assertThat(GluePage.html(parity)).contains("paper").contains("class=\"interval\"");
  }

  @Test
  void rowsWithoutACommonTaskAreRefused() {
    GlueParity parity =
        new GlueParity(
            List.of(row("ours", 1, 2)), List.of(new ResultRow("none", Map.of())), 1, 0.95);

    assertThatThrownBy(parity::cells).isInstanceOf(BadInputException.class);
  }
}
