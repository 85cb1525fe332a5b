package org.electra4j.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.finetuning.task.Task;
import org.electra4j.io.BadInputException;
import org.electra4j.tokenization.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks with a tokenizer.json of byte-level BPE or a .model of SentencePiece. */
class OtherTokenizersTest {
  private static final List<String> FILES =
      List.of("/bpe/tokenizer.json", "/sentencepiece/albert.model");

  @TempDir private Path data;

  @Test
  void theCacheOfFeaturesKnowsTheWholeFile() throws IOException {
    Path json = copy("/bpe/tokenizer.json");
    TaskFixtures fixtures = new TaskFixtures(data);
    fixtures.write("rte/dev.tsv", "index\tsentence1\tsentence2\tlabel\n0\ta\tb\tentailment\n");
    Task task = fixtures.task("rte", hparams(json));
    String before = task.fingerprint("dev");
    Files.writeString(
        json, Files.readString(json).replace("\"normalizer\":null", "\"normalizer\": null"));

    assertThat(task.fingerprint("dev")).isNotEqualTo(before);
  }

  @Test
  void sentencesAreFramedByTheModelsSymbols() throws IOException {
    Path model = copy("/sentencepiece/albert.model");
    TaskFixtures fixtures = new TaskFixtures(data);
    fixtures.write("rte/dev.tsv", "index\tsentence1\tsentence2\tlabel\n0\ta\tb\tentailment\n");
    Task task = fixtures.task("rte", hparams(model));
    Vocabulary vocabulary = Vocabulary.read(model);
    int a = vocabulary.id("▁a");
    int b = vocabulary.id("▁b");

    int[] ids = task.featurize(task.examples("dev").get(0), false).get(0).inputIds();
    assertThat(a).isPositive();
    assertThat(ids).startsWith(2, a, 3, b, 3);
  }

  @Test
  void tasksOnWordsRefuseThem() throws IOException {
    for (String file : FILES) {
      Path copy = copy(file);
      for (String name : List.of("chunk", "squad")) {
        assertThatThrownBy(() -> new TaskFixtures(data).task(name, hparams(copy)))
            .isInstanceOf(BadInputException.class)
            .hasMessage(
                "task "
                    + name
                    + " works with a vocab.txt of WordPiece only, not with a tokenizer.json or"
                    + " .model");
      }
    }
  }

  private Path copy(String resource) throws IOException {
    Path file = data.resolve(Path.of(resource).getFileName().toString());
    try (InputStream in = OtherTokenizersTest.class.getResourceAsStream(resource)) {
      Files.copy(in, file);
    }
    return file;
  }

  private static String hparams(Path file) {
    return "'vocab_file': '" + file + "'";
  }
}
