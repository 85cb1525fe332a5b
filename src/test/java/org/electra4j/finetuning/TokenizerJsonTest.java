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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerJsonTest {
  @TempDir private Path data;
  private String hparams;

  @BeforeEach
  void copyVocabulary() throws IOException {
    Path file = data.resolve("tokenizer.json");
    try (InputStream in = TokenizerJsonTest.class.getResourceAsStream("/bpe/tokenizer.json")) {
      Files.copy(in, file);
    }
    hparams = "'vocab_file': '" + file + "'";
  }

  @Test
  void theCacheOfFeaturesKnowsTheWholeFile() throws IOException {
    TaskFixtures fixtures = new TaskFixtures(data);
    fixtures.write("rte/dev.tsv", "index\tsentence1\tsentence2\tlabel\n0\ta\tb\tentailment\n");
    Task task = fixtures.task("rte", hparams);
    String before = task.fingerprint("dev");
    Path file = data.resolve("tokenizer.json");
    Files.writeString(
        file, Files.readString(file).replace("\"normalizer\":null", "\"normalizer\": null"));

    assertThat(task.fingerprint("dev")).isNotEqualTo(before);
  }

  @Test
  void tasksOnWordsRefuseIt() {
    for (String name : List.of("chunk", "squad")) {
      assertThatThrownBy(() -> new TaskFixtures(data).task(name, hparams))
          .isInstanceOf(BadInputException.class)
          .hasMessage(
              "task "
                  + name
                  + " works with a vocab.txt of WordPiece only, not with a"
                  + " tokenizer.json");
    }
  }
}
