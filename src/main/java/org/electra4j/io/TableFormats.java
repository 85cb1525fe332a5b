package org.electra4j.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A {@link TextTable} as other programs take it. */
public final class TableFormats {
  private static final String DEVIATION = " ±";
  private static final Map<Character, String> LATEX =
      Map.ofEntries(
          Map.entry('&', "\\&"),
          Map.entry('%', "\\%"),
          Map.entry('$', "\\$"),
          Map.entry('#', "\\#"),
          Map.entry('_', "\\_"),
          Map.entry('{', "\\{"),
          Map.entry('}', "\\}"),
          Map.entry('~', "\\textasciitilde{}"),
          Map.entry('^', "\\textasciicircum{}"),
          Map.entry('\\', "\\textbackslash{}"),
          Map.entry('<', "$<$"),
          Map.entry('>', "$>$"),
          Map.entry('±', "$\\pm$"));

  private TableFormats() {}

  /** An HTML table of class {@code numbers}. */
  public static String html(TextTable table) {
    return html(table, table.rows().size());
  }

  /**
   * An HTML table of class {@code numbers} in two bodies.
   *
   * @param first how many rows stand in the first body; those of the second are of class {@code
   *     soft}
   */
  public static String html(TextTable table, int first) {
    List<List<String>> rows = table.rows();
    String second =
        first == rows.size()
            ? ""
            : "<tbody class=\"soft\">" + htmlRows(rows.subList(first, rows.size())) + "</tbody>";
    return "<table class=\"numbers\"><thead>"
        + htmlRow(table.header(), "th")
        + "</thead><tbody>"
        + htmlRows(rows.subList(0, first))
        + "</tbody>"
        + second
        + "</table>";
  }

  private static String htmlRows(List<List<String>> rows) {
    return rows.stream().map(row -> htmlRow(row, "td")).collect(Collectors.joining());
  }

  private static String htmlRow(List<String> cells, String tag) {
    return IntStream.range(0, cells.size())
        .mapToObj(
            i ->
                "<%s%s>%s</%s>"
                    .formatted(
                        tag,
                        i == 0 ? "" : " class=\"number\"",
                        HtmlTemplate.escape(cells.get(i)).replace(" %", "&nbsp;%"),
                        tag))
        .collect(Collectors.joining("", "<tr>", "</tr>\n"));
  }

  /**
   * Comma-separated values (RFC 4180, but lines end as on Unix). A column that holds deviations,
   * such as {@code 53.5 ±2.47}, becomes two, the second of which is called {@code <name> sd}.
   */
  public static String csv(TextTable table) {
    List<Integer> split =
        IntStream.range(0, table.header().size())
            .filter(i -> table.rows().stream().anyMatch(row -> row.get(i).contains(DEVIATION)))
            .boxed()
            .toList();
    StringBuilder csv = new StringBuilder();
    List<String> header = new ArrayList<>();
    for (int i = 0; i < table.header().size(); i++) {
      header.add(table.header().get(i));
      if (split.contains(i)) {
        header.add(table.header().get(i) + " sd");
      }
    }
    csv.append(csvLine(header));
    for (List<String> row : table.rows()) {
      List<String> line = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        String[] parts = row.get(i).split(DEVIATION, 2);
        line.add(split.contains(i) ? parts[0] : row.get(i));
        if (split.contains(i)) {
          line.add(parts.length == 2 ? parts[1] : "");
        }
      }
      csv.append(csvLine(line));
    }
    return csv.toString();
  }

  private static String csvLine(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.matches("[^\",\n\r]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"")
        .collect(Collectors.joining(",", "", "\n"));
  }

  /**
   * A LaTeX {@code tabular} with the rules of the package booktabs.
   *
   * @param first how many rows stand above the inner rule; there is none if that is all
   */
  public static String latex(TextTable table, int first) {
    StringBuilder latex = new StringBuilder();
    latex.append("\\begin{tabular}{l").append("r".repeat(table.header().size() - 1)).append("}\n");
    latex.append("\\toprule\n").append(latexRow(table.header())).append("\\midrule\n");
    for (int i = 0; i < table.rows().size(); i++) {
      latex.append(i == first && i > 0 ? "\\midrule\n" : "").append(latexRow(table.rows().get(i)));
    }
    return latex.append("\\bottomrule\n\\end{tabular}\n").toString();
  }

  private static String latexRow(List<String> cells) {
    return cells.stream()
        .map(TableFormats::latexText)
        .collect(Collectors.joining(" & ", "", " \\\\\n"));
  }

  private static String latexText(String text) {
    return text.chars()
        .mapToObj(c -> LATEX.getOrDefault((char) c, String.valueOf((char) c)))
        .collect(Collectors.joining());
  }
}
