package org.electra4j.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoRunTest {
  private static final String TINY =
      """
      {"model_hparam_overrides": {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
        "intermediate_size": 32}, "embedding_size": 16, "generator_hidden_size": 1.0,
       "generator_layers": 1.0, "max_seq_length": 32, "train_batch_size": 8, "eval_batch_size": 8,
       "num_train_steps": 3, "num_warmup_steps": 1, "num_eval_steps": 2, "log_steps": 1}
      """;

  private static DemoOptions options(Path output, Path corpus) {
    ObjectNode hparams = (ObjectNode) Json.parse(TINY, "hparams");
    return new DemoOptions(output, Optional.of(corpus), 3, "test", hparams);
  }

  private static Path corpus(Path directory) throws Exception {
    Path corpus = Files.createDirectories(directory.resolve("texts"));
    Files.writeString(corpus.resolve("stories.txt"), DemoText.text(DemoText.documents(5, 30_000)));
    return corpus;
  }

  @Test
  void leavesResultsReportAndCheckpointAndRunsAgainInTheSamePlace(@TempDir Path directory)
      throws Exception {
    Path output = directory.resolve("out");
    DemoOptions options = options(output, corpus(directory));
    List<String> lines = new ArrayList<>();

    DemoResult first = new DemoRun(options, lines::add).run();
    DemoResult second = new DemoRun(options, lines::add).run();

    JsonNode results = Json.read(output.resolve("results.json"));
    assertThat(results.get("metrics").get("disc_auc").doubleValue()).isBetween(0.0, 1.0);
    assertThat(results.get("metrics").get("most_frequent_token_accuracy").doubleValue())
        .isPositive();
    assertThat(results.get("steps").intValue()).isEqualTo(3);
    assertThat(results.at("/curve/0/step").intValue()).isEqualTo(3);
    assertThat(output.resolve("report.html")).isNotEmptyFile();
    assertThat(output.resolve(first.checkpoint() + ".index")).exists();
    assertThat(lines).hasSize(10);
    assertThat(second.metrics()).isEqualTo(first.metrics());
  }

  @Test
  void heldOutDocumentsAreNotInTheTraining(@TempDir Path directory) throws Exception {
    List<List<String>> documents = DemoCorpus.documentsOf(corpus(directory));
    DemoCorpus corpus = DemoCorpus.of(documents);

    assertThat(corpus.heldOut()).hasSize((documents.size() + 9) / 10);
    assertThat(corpus.training()).doesNotContainAnyElementsOf(corpus.heldOut());
    assertThat(corpus.training().size() + corpus.heldOut().size()).isEqualTo(documents.size());
  }

  @Test
  void modelsThatTheDemoDidNotMakeAreLeftAlone(@TempDir Path directory) throws Exception {
    Path model = Files.createDirectories(directory.resolve("out/models/demo"));
    Files.writeString(model.resolve("checkpoint"), "precious");
    DemoOptions options = options(directory.resolve("out"), corpus(directory));

    assertThatThrownBy(() -> new DemoRun(options, line -> {}).run())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("not made by the demo");
    assertThat(model.resolve("checkpoint")).hasContent("precious");
  }

  @Test
  void tooLittleTextIsBadInput(@TempDir Path directory) throws Exception {
    Path corpus = Files.createDirectories(directory.resolve("texts"));
    Files.writeString(corpus.resolve("a.txt"), "One line.\n");
    DemoOptions options = options(directory.resolve("out"), corpus);

    assertThatThrownBy(() -> new DemoRun(options, line -> {}).run())
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("too little text");
  }
}
