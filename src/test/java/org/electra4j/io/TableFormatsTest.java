package org.electra4j.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableFormatsTest {
  private static final TextTable TABLE =
      new TextTable(
          List.of("model", "MRPC", "AVG"),
          List.of(List.of("ours, 6 %", "83.4 ±1.11", "74.3"), List.of("<a & b>", "", "")));

  @Test
  void htmlEscapesTextAndPutsTheRowsAfterTheFirstIntoABodyOfTheirOwn() {
    assertThat(TableFormats.html(TABLE, 1))
        .contains("<th>model</th><th class=\"number\">MRPC</th>")
        .contains("</tbody><tbody class=\"soft\"><tr><td>&lt;a &amp; b&gt;</td>");
    assertThat(TableFormats.html(TABLE)).doesNotContain("soft");
  }

  @Test
  void csvGivesDeviationsAColumnAndQuotesCommas() {
    assertThat(TableFormats.csv(TABLE))
        .isEqualTo("model,MRPC,MRPC sd,AVG\n\"ours, 6 %\",83.4,1.11,74.3\n<a & b>,,,\n");
  }

  @Test
  void latexEscapesWhatItWouldReadAsCommands() {
    assertThat(TableFormats.latex(TABLE, 1))
        .isEqualTo(
            """
            \\begin{tabular}{lrr}
            \\toprule
            model & MRPC & AVG \\\\
            \\midrule
            ours, 6 \\% & 83.4 $\\pm$1.11 & 74.3 \\\\
            \\midrule
            $<$a \\& b$>$ &  &  \\\\
            \\bottomrule
            \\end{tabular}
            """);
  }
}
