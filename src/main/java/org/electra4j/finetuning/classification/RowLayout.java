package org.electra4j.finetuning.classification;

import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the rows of a TSV file hold.
 *
 * @param hasHeader whether the first line names the columns
 * @param textA column of the first text
 * @param textB column of the second text, or null
 * @param label column of the label, or null if there are no labels
 */
record RowLayout(boolean hasHeader, Column textA, Column textB, Column label) {
  /** Whether a row has all of the columns. */
  boolean fits(String[] row) {
    return columns().allMatch(column -> column.isIn(row));
  }

  /** Whether all columns are known by their places. */
  boolean hasPlaces() {
    return columns().allMatch(column -> column.index() != null);
  }

  /** The columns in words. */
  String describe() {
    return columns().map(Column::describe).collect(Collectors.joining(", "));
  }

  /**
   * The layout with the places of all columns, for a file with that header.
   *
   * @param mismatch makes what is thrown about a column that the header does not have
   */
  RowLayout resolve(String[] header, Function<Column, RuntimeException> mismatch) {
    return new RowLayout(
        hasHeader,
        resolve(textA, header, mismatch),
        resolve(textB, header, mismatch),
        resolve(label, header, mismatch));
  }

  private static Column resolve(
      Column column, String[] header, Function<Column, RuntimeException> mismatch) {
    if (column == null) {
      return null;
    }
    Column resolved = column.resolve(header);
    if (resolved == null) {
      throw mismatch.apply(column);
    }
    return resolved;
  }

  private Stream<Column> columns() {
    return Stream.of(textA, textB, label).filter(Objects::nonNull);
  }
}
