package org.electra4j.finetuning.classification;

import java.util.Arrays;
import java.util.List;

/**
 * A column of a TSV file.
 *
 * @param index its place, the first being 0; from the end, -1 being the last, if negative; null if
 *     only the name is known
 * @param name what the header calls it; null if any name will do
 */
record Column(Integer index, String name) {
  /** A column whose place is known, and its name if there is a header. */
  static Column at(int index, String name) {
    return new Column(index, name);
  }

  /** A column at that place, whatever its name. */
  static Column at(int index) {
    return new Column(index, null);
  }

  /** A column that the header names. */
  static Column named(String name) {
    return new Column(null, name);
  }

  /** Whether a row has this column. */
  boolean isIn(String[] row) {
    return index < row.length && -index <= row.length;
  }

  /** The value in a row that has this column. */
  String of(String[] row) {
    return row[index < 0 ? row.length + index : index];
  }

  /** The column with its place, for a file with that header; null if the header has another. */
  Column resolve(String[] header) {
    List<String> names = Arrays.stream(header).map(String::strip).toList();
    if (index == null) {
      return names.contains(name) ? at(names.indexOf(name), name) : null;
    }
    boolean matches = isIn(header) && (name == null || name.equalsIgnoreCase(of(header).strip()));
    return matches ? this : null;
  }

  /** The column in words, for messages. */
  String describe() {
    if (index == null) {
      return "a column " + name;
    }
    String place = index < 0 ? -index + " from the end" : String.valueOf(index + 1);
    return "column " + place + (name == null ? "" : " (" + name + ")");
  }
}
