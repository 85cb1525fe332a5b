package org.electra4j.finetuning.qa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.electra4j.config.FinetuningConfig;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;

/** The recorded numbers of question answering, and what they were recorded with. */
final class QaGoldens {
  static final Path FOLDER = Reference.folder("qa");

  private QaGoldens() {}

  /** BERT's vocabulary, which the project does not ship. */
  static FullTokenizer bertTokenizer() {
    Path vocabulary = Reference.shared().resolve("data/vocab/bert-uncased-vocab.txt");
    assumeThat(vocabulary).exists();
    return new FullTokenizer(Vocabulary.read(vocabulary), TextNormalization.UNCASED);
  }

  static FinetuningConfig config(String task, ObjectNode hparams) {
    hparams.putArray("task_names").add(task);
    hparams.put("raw_data_dir", FOLDER.resolve("data") + "/{:}");
    return FinetuningConfig.of("m", Path.of("unused"), hparams);
  }

  static JsonNode json(String name) {
    return Json.read(FOLDER.resolve(name));
  }

  static QaFormat format(String task) {
    return switch (task) {
      case "squad" -> QaFormat.SQUAD_V2;
      case "squadv1" -> QaFormat.SQUAD_V1;
      default -> QaFormat.MRQA;
    };
  }

  static List<QaExample> examples(String task, String split, QaPurpose purpose) {
    QaFormat format = format(task);
    Path file = FOLDER.resolve("data").resolve(task).resolve(split + "." + format.extension());
    SkippedQuestions skipped = new SkippedQuestions(false, line -> {});
    List<QaExample> read = new QaFileReader(task, format, purpose, file, false, skipped).read();
    String log = json("features/%s_%s_meta.json".formatted(task, split)).at("/log").toString();
    assertThat(log)
        .contains("%d examples created, %d failures".formatted(read.size(), skipped.count()));
    return read;
  }

  static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(s -> strings.add(s.asText()));
    return strings;
  }

  static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    Arrays.setAll(values, i -> array.get(i).asInt());
    return values;
  }
}
