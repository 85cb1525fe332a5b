package org.electra4j.finetuning.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QaFileReaderTest {
  private static final String GOOD =
      "{'id': 'good', 'question': 'Who?', 'is_impossible': false, 'answers': [{'text': 'Ada',"
          + " 'answer_start': 2}]}";

  @TempDir Path directory;
  private final List<String> log = new ArrayList<>();
  private final SkippedQuestions skipped = new SkippedQuestions(false, log::add);

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text.replace('\'', '"'));
  }

  private static String squad(String context, String questions) {
    return "{'data': [{'paragraphs': [{'context': '%s', 'qas': [%s]}]}]}"
        .formatted(context, questions);
  }

  private List<QaExample> squad(Path file, QaPurpose purpose) {
    return new QaFileReader("squad", QaFormat.SQUAD_V2, purpose, file, false, skipped).read();
  }

  private List<QaExample> mrqa(Path file, QaPurpose purpose, boolean debug) {
    return new QaFileReader("newsqa", QaFormat.MRQA, purpose, file, debug, skipped).read();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'question': 'Q', 'is_impossible': true} | question without id: no field id",
        "{'id': 'b', 'is_impossible': true} | question b: no field question",
        "{'id': 'b', 'question': 7} | question b: field question is 7, expected text",
        "{'id': 'b', 'question': 'Q'} | question b: no field is_impossible",
        "{'id': 'b', 'question': 'Q', 'is_impossible': 'no'} | question b: field is_impossible is"
            + " \"no\", expected true or false",
        "{'id': 'b', 'question': 'Q', 'is_impossible': false} | question b: no field answers",
        "{'id': 'b', 'question': 'Q', 'is_impossible': false, 'answers': []} | question b: field"
            + " answers is [], expected a list with at least one element",
        "{'id': 'b', 'question': 'Q', 'is_impossible': false, 'answers': [{'text': 'Ada',"
            + " 'answer_start': -1}]} | question b: field answer_start is -1, expected a number of"
            + " characters",
        "{'id': 'b', 'question': 'Q', 'is_impossible': false, 'answers': [{'text': ' ',"
            + " 'answer_start': 1}]} | question b: the answer is empty, expected words of the"
            + " context",
        "{'id': 'b', 'question': 'Q', 'is_impossible': false, 'answers': [{'text': 'London',"
            + " 'answer_start': 16}]} | question b: End position is out of document! The answer"
            + " 'London' at 16 ends at 22 of 18 characters",
        "{'id': 'b', 'question': 'Q', 'is_impossible': false, 'answers': [{'text': 'Bob',"
            + " 'answer_start': 2}]} | question b: Could not find answer: 'ada' in doc vs. 'bob' in"
            + " provided answer",
        "7 | question without id: no field id"
      })
  void questionsThatCannotBeUsedAreNamedCountedAndLeftOut(String question, String reason)
      throws IOException {
    Path file = write("train.json", squad("  Ada lives here. ", question + ", " + GOOD));

    List<QaExample> examples = squad(file, QaPurpose.TRAINING);

    assertThat(examples).hasSize(1);
    assertThat(examples.get(0).id()).isEqualTo("good");
    // As in the original the question behind takes the number.
    assertThat(examples.get(0).eid()).isZero();
    assertThat(skipped.count()).isOne();
    assertThat(log).containsExactly(file + ": article 1, paragraph 1, " + reason);
  }

  @Test
  void withStrictAQuestionThatCannotBeUsedIsAnError() throws IOException {
    Path file = write("train.json", squad("Ada", "{'id': 'b', 'is_impossible': true}"));
    SkippedQuestions strict = new SkippedQuestions(true, log::add);
    QaFileReader reader =
        new QaFileReader("squad", QaFormat.SQUAD_V2, QaPurpose.TRAINING, file, false, strict);

    assertThatThrownBy(reader::read)
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": article 1, paragraph 1, question b: no field question");
  }

  @Test
  void aMissingContextCountsAllItsQuestions() throws IOException {
    Path file =
        write(
            "train.json",
            "{'data': [{'paragraphs': [{'qas': [%s, %s]}]}, {'title': 'x'}]}"
                .formatted(GOOD, GOOD));

    assertThat(squad(file, QaPurpose.TRAINING)).isEmpty();
    assertThat(skipped.count()).isEqualTo(3);
    assertThat(log)
        .contains(
            file + ": article 1, paragraph 1: no field context",
            file + ": article 2: no field paragraphs with a list");
  }

  @Test
  void onlyTheFirstQuestionsAreNamedAndAllAreCounted() throws IOException {
    String bad = "{'id': 'b'}, ".repeat(100);
    Path file = write("train.json", squad("  Ada lives here. ", bad + GOOD));

    int usable = squad(file, QaPurpose.TRAINING).size();
    skipped.summarize("F", usable, "skipped");

    assertThat(log).hasSize(21).endsWith("F: 100 of 101 questions skipped");
  }

  @Test
  void whatIsNotSquadIsRefused() throws IOException {
    Path file = write("train.json", "{'x': 1}");
    assertThatThrownBy(() -> squad(file, QaPurpose.TRAINING))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            file + ": no field data with a list, expected a SQuAD file: data, paragraphs, qas");
    Path cut = write("cut.json", "{'data': [");
    assertThatThrownBy(() -> squad(cut, QaPurpose.TRAINING))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(cut + ": not valid JSON at line 1, column 11");
  }

  @Test
  void aWrongEncodingIsNamedWithItsPlace() throws IOException {
    Path file = directory.resolve("train.json");
    Files.write(file, "{\"data\": \"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> squad(file, QaPurpose.TRAINING))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": not UTF-8: bad byte 0xe9 at byte offset 13");
    Path lines = directory.resolve("train.jsonl");
    Files.write(lines, "{}\n{\"context\": \"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> mrqa(lines, QaPurpose.TRAINING, false))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(lines + ": line 2 is not UTF-8");
  }

  @Test
  void offsetsOfAnswersCountCodePointsAsPythonDoes() throws IOException {
    String context = "\uD83D\uDE00\uD83D\uDE00 x Ada.";
    Path file =
        write(
            "train.json",
            squad(
                context,
                "{'id': 'a', 'question': 'Q', 'is_impossible': false, 'answers': [{'text': 'Ada',"
                    + " 'answer_start': 5}]}"));

    QaExample example = squad(file, QaPurpose.TRAINING).get(0);

    assertThat(example.answer()).isEqualTo(new QaExample.Answer("Ada", 2, 2));
  }

  @Test
  void documentsAreCutAtSpacesAndNotAtOtherWhiteSpace() {
    Document document = Document.of(" a\u00a0b\tc\u202Fd\u3000e\n");
    assertThat(document.words()).isEqualTo(3);
    assertThat(document.words(0, 2)).isEqualTo("a\u00a0b c d\u3000e");
    assertThat(document.wordAt(0)).isEqualTo(-1);
    assertThat(document.wordAt(4)).isZero();
    assertThat(document.text().charAt(document.offsetInText(0, 4))).isEqualTo('c');
    assertThat(Document.of("").words()).isZero();
  }

  @Test
  void linesOfMrqaMayBeCompressedAndHaveHeaders() throws IOException {
    Path file = directory.resolve("dev.jsonl.gz");
    String document =
        "{\"context\": \"Ada\", \"qas\": [{\"qid\": \"%s\", \"question\": \"Q\", \"answers\":"
            + " [\"Ada\"]}]}\n";
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("{\"header\": {}}\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 30; i++) {
        out.write(document.formatted("q" + i).getBytes(StandardCharsets.UTF_8));
      }
    }

    assertThat(mrqa(file, QaPurpose.EVALUATION, false)).hasSize(30);
    List<QaExample> few = mrqa(file, QaPurpose.EVALUATION, true);
    assertThat(few).hasSize(10);
    assertThat(few.get(9).id()).isEqualTo("q9");
    assertThat(few.get(9).goldAnswers()).containsExactly("Ada");
  }

  @Test
  void aLineOfMrqaThatIsNoJsonIsNamed() throws IOException {
    Path file = write("train.jsonl", "{'header': {}}\n\n{'context'\n");
    assertThatThrownBy(() -> mrqa(file, QaPurpose.TRAINING, false))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": line 3: not valid JSON");
  }
}
