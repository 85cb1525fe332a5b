package org.electra4j.study.report;

import java.util.List;
import java.util.stream.IntStream;
import org.electra4j.io.TextTable;

/**
 * A table of a report. Columns in which no row has anything are left out.
 *
 * @param id name of its files
 * @param title above it
 * @param table rows of ours, then published ones
 * @param ours how many rows are ours
 * @param notes sentences below it
 */
record ReportTable(String id, String title, TextTable table, int ours, List<String> notes) {
  ReportTable {
    table = filled(table);
    notes = List.copyOf(notes);
  }

  private static TextTable filled(TextTable table) {
    List<Integer> columns =
        IntStream.range(0, table.header().size())
            .filter(i -> table.rows().stream().anyMatch(row -> !row.get(i).isEmpty()))
            .boxed()
            .toList();
    return new TextTable(
        columns.stream().map(table.header()::get).toList(),
        table.rows().stream().map(row -> columns.stream().map(row::get).toList()).toList());
  }
}
