package org.electra4j.finetuning.classification;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Utf8LineReader;

/**
 * Reads the rows of one TSV file as examples (original: {@code _load_glue} and {@code read_tsv}).
 * Quotes are not special. A row that has too few columns is logged in the original's words and
 * skipped, and its number stays unused (quirk 19); with {@code strict} it is an error.
 */
final class ExampleReader {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final TaskDescription task;
  private final RowLayout layout;
  private final Path file;
  private final int maxLines;
  private final boolean strict;
  private final Consumer<String> log;
  private int skipped;

  /**
   * @param maxLines lines of the file to look at
   * @param log takes the lines about skipped rows
   */
  ExampleReader(
      TaskDescription task,
      RowLayout layout,
      Path file,
      int maxLines,
      boolean strict,
      Consumer<String> log) {
    this.task = task;
    this.layout = layout;
    this.file = file;
    this.maxLines = maxLines;
    this.strict = strict;
    this.log = log;
  }

  /** The number of rows skipped so far. */
  int skipped() {
    return skipped;
  }

  /**
   * Reads the file.
   *
   * @param eidOffset the number of the first row
   * @param swap whether the second text goes first
   * @throws BadInputException naming file and line for a header or label other than expected, and
   *     for text that is not UTF-8
   */
  List<ClassificationExample> read(int eidOffset, boolean swap) {
    List<ClassificationExample> examples = new ArrayList<>();
    try (Utf8LineReader reader = Utf8LineReader.open(file)) {
      RowLayout columns = layout;
      int eid = eidOffset;
      for (int i = 0; i < maxLines; i++) {
        String line = reader.readLine();
        if (line == null) {
          break;
        }
        // The empty line is a row without columns, as for Python's csv module.
        String[] row = line.isEmpty() ? new String[0] : line.split("\t", -1);
        if (i == 0 && layout.hasHeader()) {
          columns = header(row);
          continue;
        }
        if (columns.fits(row)) {
          examples.add(example(eid, columns, row, i, swap));
        } else {
          skip(i, row);
        }
        eid++;
      }
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
    return examples;
  }

  private RowLayout header(String[] row) {
    if (row.length > 0 && row[0].startsWith(BYTE_ORDER_MARK)) {
      row[0] = row[0].substring(1);
    }
    return layout.resolve(
        row,
        column ->
            error(
                0,
                "the header is "
                    + PythonRepr.of(Arrays.asList(row))
                    + ", expected "
                    + column.describe()));
  }

  private ClassificationExample example(
      int eid, RowLayout columns, String[] row, int line, boolean swap) {
    String first = columns.textA().of(row);
    String second = columns.textB() == null ? null : columns.textB().of(row);
    String label = columns.label() == null ? standIn() : label(columns.label().of(row), line);
    return swap
        ? new ClassificationExample(eid, task.name(), second, first, label)
        : new ClassificationExample(eid, task.name(), first, second, label);
  }

  /** What stands for a label where there is none (original: {@code _get_dummy_label}). */
  private String standIn() {
    return task.range().isPresent()
        ? String.valueOf(task.range().get().min())
        : task.labels().get(0);
  }

  private String label(String text, int line) {
    if (task.range().isPresent()) {
      if (task.range().get().parse(text).isEmpty()) {
        throw error(
            line,
            "the label is '%s', expected a number from %s to %s"
                .formatted(text, task.range().get().min(), task.range().get().max()));
      }
    } else if (!task.labels().contains(text)) {
      throw error(
          line,
          "the label is '%s', expected one of %s"
              .formatted(text, String.join(", ", task.labels())));
    }
    return text;
  }

  private void skip(int line, String[] row) {
    if (strict) {
      throw error(
          line,
          String.format(
              Locale.ROOT,
              "%d column%s, expected %s",
              row.length,
              row.length == 1 ? "" : "s",
              layout.describe()));
    }
    skipped++;
    log.accept(
        "Error constructing example from line %d for task %s: list index out of range"
            .formatted(line, task.name()));
    log.accept("Input causing the error: " + PythonRepr.of(Arrays.asList(row)));
  }

  /** The error about a line, the first being 0. */
  private BadInputException error(int line, String problem) {
    return new BadInputException(file + ": line " + (line + 1) + ": " + problem);
  }
}
