package org.electra4j.finetuning.qa;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.electra4j.io.AtomicFiles;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.electra4j.io.Utf8LineReader;

/**
 * Reads a file of questions, plain or compressed ({@code .gz}). Questions that cannot be used are
 * counted and left out; those behind them take their numbers, as in the original.
 */
final class QaFileReader {
  /** The original's debug mode reads the header and ten documents. */
  private static final int DEBUG_LINES = 11;

  private static final String QUESTIONS = "qas";

  private final Path file;
  private final QaFormat format;
  private final boolean debug;
  private final SkippedQuestions skipped;
  private final QuestionReader questions;
  private final List<QaExample> examples = new ArrayList<>();

  /**
   * @param debug whether to read only the first lines of an MRQA file
   */
  QaFileReader(
      String task,
      QaFormat format,
      QaPurpose purpose,
      Path file,
      boolean debug,
      SkippedQuestions skipped) {
    this.file = file;
    this.format = format;
    this.debug = debug;
    this.skipped = skipped;
    this.questions = new QuestionReader(task, format, purpose);
  }

  /**
   * The usable questions in the order of the file.
   *
   * @throws BadInputException if the file cannot be read, is not UTF-8 or not JSON
   */
  List<QaExample> read() {
    try (InputStream in = open(file)) {
      if (format == QaFormat.MRQA) {
        readLines(in);
      } else {
        readArticles(in);
      }
    } catch (IOException e) {
      throw new BadInputException("cannot read " + file + ": " + AtomicFiles.reason(e), e);
    }
    return examples;
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }

  private void readLines(InputStream in) throws IOException {
    try (Utf8LineReader reader = new Utf8LineReader(in, file.toString())) {
      String line = reader.readLine();
      for (int i = 1; line != null && !(debug && i > DEBUG_LINES); i++) {
        if (!line.isBlank()) {
          String where = file + ": line " + i;
          JsonNode document = Json.parse(line, where);
          if (!document.has("header")) {
            readDocument(document, where);
          }
        }
        line = reader.readLine();
      }
    }
  }

  private void readArticles(InputStream in) throws IOException {
    JsonNode articles = Json.parse(decode(in.readAllBytes()), file.toString()).path("data");
    if (!articles.isArray()) {
      throw new BadInputException(
          file + ": no field data with a list, expected a SQuAD file: data, paragraphs, qas");
    }
    for (int i = 0; i < articles.size(); i++) {
      String article = "%s: article %d".formatted(file, i + 1);
      JsonNode paragraphs = articles.get(i).path("paragraphs");
      if (!paragraphs.isArray()) {
        skipped.add(article, "no field paragraphs with a list");
      }
      for (int j = 0; j < paragraphs.size(); j++) {
        readDocument(paragraphs.get(j), "%s, paragraph %d".formatted(article, j + 1));
      }
    }
  }

  private void readDocument(JsonNode node, String where) {
    Document document;
    JsonNode qas;
    try {
      document = Document.of(QaJson.text(node, "context"));
      qas = QaJson.list(node, QUESTIONS);
    } catch (UnusableQuestionException e) {
      // All its questions are lost; without a list of them, one is counted.
      for (int i = 0; i < Math.max(1, node.path(QUESTIONS).size()); i++) {
        skipped.add(where, e.getMessage());
      }
      return;
    }
    for (JsonNode qa : qas) {
      try {
        examples.add(questions.read(qa, document, examples.size()));
      } catch (UnusableQuestionException e) {
        skipped.add(where + ", " + questions.name(qa), e.getMessage());
      }
    }
  }

  private String decode(byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(in).toString();
    } catch (CharacterCodingException e) {
      throw new BadInputException(
          "%s: not UTF-8: bad byte 0x%02x at byte offset %d"
              .formatted(file, bytes[in.position()], in.position()),
          e);
    }
  }
}
