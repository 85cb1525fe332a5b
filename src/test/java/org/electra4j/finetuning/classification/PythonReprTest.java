package org.electra4j.finetuning.classification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonReprTest {
  /** Left a text with Java's escapes, right what Python 3.11 prints for it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "it's             | [\"it's\"]",
        "say \"x\"        | ['say \"x\"']",
        "it's \"x\"       | ['it\\'s \"x\"']",
        "a\\\\b           | ['a\\\\b']",
        "tab\\there       | ['tab\\there']",
        "caf\u00e9 \u4e2d | ['caf\u00e9 \u4e2d']",
        "a\u00a0b         | ['a\\xa0b']",
        "a\u200bb\u2028c  | ['a\\u200bb\\u2028c']",
        "\ud83d\ude00     | ['\ud83d\ude00']",
        "\udb40\udc01     | ['\\U000e0001']",
      })
  void listsOfStringsArePrintedAsPythonDoes(String text, String expected) {
    assertThat(PythonRepr.of(List.of(text.translateEscapes()))).isEqualTo(expected);
  }

  @Test
  void elementsStandBehindCommas() {
    assertThat(PythonRepr.of(List.of("a", ""))).isEqualTo("['a', '']");
    assertThat(PythonRepr.of(List.of())).isEqualTo("[]");
  }
}
