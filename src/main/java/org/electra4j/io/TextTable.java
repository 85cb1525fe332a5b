package org.electra4j.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table for people to read; the first column is text, the others are numbers.
 *
 * @param header one name a column
 * @param rows each as long as the header
 */
public record TextTable(List<String> header, List<List<String>> rows) {

  /** Checks that all rows have the width of the header. */
  public TextTable {
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "a row of %d columns under %d: %s".formatted(row.size(), header.size(), row));
      }
    }
  }

  /** Columns aligned by spaces, numbers to the right. */
  public String plain() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(header);
    lines.addAll(rows);
    int[] widths =
        IntStream.range(0, header.size())
            .map(i -> lines.stream().mapToInt(line -> width(line.get(i))).max().orElse(0))
            .toArray();
    return lines.stream().map(line -> aligned(line, widths)).collect(Collectors.joining());
  }

  /** A Markdown table. */
  public String markdown() {
    List<String> rule = new ArrayList<>(Collections.nCopies(header.size(), "---:"));
    rule.set(0, "---");
    return piped(header)
        + piped(rule)
        + rows.stream().map(TextTable::piped).collect(Collectors.joining());
  }

  private static String piped(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String aligned(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      String space = " ".repeat(widths[i] - width(cell));
      line.append(i == 0 ? cell + space : "  " + space + cell);
    }
    return line.toString().stripTrailing() + "\n";
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
