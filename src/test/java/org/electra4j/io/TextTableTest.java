package org.electra4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static final TextTable TABLE =
      new TextTable(
          List.of("model", "CoLA", "AVG"),
          List.of(List.of("a|b", "53.5 ±2.47", ""), List.of("longer name", "4.0", "79.2")));

  @Test
  void numbersStandToTheRightInPlainText() {
    assertThat(TABLE.plain())
        .isEqualTo(
            """
            model              CoLA   AVG
            a|b          53.5 ±2.47
            longer name         4.0  79.2
            """);
  }

  @Test
  void barsInCellsDoNotBreakMarkdown() {
    assertThat(TABLE.markdown())
        .isEqualTo(
            """
            | model | CoLA | AVG |
            | --- | ---: | ---: |
            | a\\|b | 53.5 ±2.47 |  |
            | longer name | 4.0 | 79.2 |
            """);
  }

  @Test
  void aShortRowIsAMistake() {
    assertThatThrownBy(() -> new TextTable(List.of("a", "b"), List.of(List.of("1"))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
