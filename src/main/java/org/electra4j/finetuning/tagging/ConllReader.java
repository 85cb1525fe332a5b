package org.electra4j.finetuning.tagging;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Utf8LineReader;
import org.electra4j.tokenization.PythonStrings;

/**
 * Reads the sentences of a CoNLL file: a word a line, columns between white space, a blank line
 * behind each sentence; lines of {@code -DOCSTART-} are left out (original: {@code
 * _get_labeled_sentences}).
 */
final class ConllReader {
  private static final String DOCUMENT = "-DOCSTART-";

  private final TaggingDescription task;
  private final TaggingDescription.Columns columns;
  private final Path file;

  ConllReader(TaggingDescription task, TaggingDescription.Columns columns, Path file) {
    this.task = task;
    this.columns = columns;
    this.file = file;
  }

  /**
   * Reads the file.
   *
   * @param maxSentences how many at most
   * @throws BadInputException naming file and line for a line with too few columns or a tag that
   *     the scheme does not have, and for text that is not UTF-8
   */
  List<TaggingExample> read(int maxSentences) {
    List<TaggingExample> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    try (Utf8LineReader reader = Utf8LineReader.open(file)) {
      String line = reader.readLine();
      while (line != null && sentences.size() < maxSentences) {
        List<String> row = PythonStrings.split(line);
        if (row.isEmpty()) {
          end(sentences, words, tags);
        } else if (!row.get(0).equals(DOCUMENT)) {
          words.add(at(row, columns.word(), "a word", reader.linesRead()));
          if (columns.tag() != null) {
            tags.add(tag(row, reader.linesRead()));
          }
        }
        line = reader.readLine();
      }
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
    if (!task.originalTruncation() && sentences.size() < maxSentences) {
      end(sentences, words, tags);
    }
    return sentences;
  }

  private void end(List<TaggingExample> sentences, List<String> words, List<String> tags) {
    if (!words.isEmpty()) {
      sentences.add(
          new TaggingExample(
              sentences.size(),
              task.name(),
              List.copyOf(words),
              List.copyOf(task.scheme().of(tags, task.decoding()))));
    }
    words.clear();
    tags.clear();
  }

  private String tag(List<String> row, long line) {
    String tag = at(row, columns.tag(), "a tag", line);
    if (row.size() == 1 || !task.scheme().allows(tag)) {
      throw error(
          line,
          row.size() == 1
              ? "'" + row.get(0) + "' alone, expected a word and its tag"
              : "the tag is '" + tag + "', expected O, or B-, I-, E- or S- and a type");
    }
    return tag;
  }

  private String at(List<String> row, int place, String what, long line) {
    int index = place < 0 ? row.size() + place : place;
    if (index < 0 || index >= row.size()) {
      throw error(
          line,
          "%d column%s, expected %s in column %d"
              .formatted(row.size(), row.size() == 1 ? "" : "s", what, place));
    }
    return row.get(index);
  }

  private BadInputException error(long line, String problem) {
    return new BadInputException(file + ": line " + line + ": " + problem);
  }
}
