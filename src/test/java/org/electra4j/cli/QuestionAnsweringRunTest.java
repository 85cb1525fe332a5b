package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.electra4j.io.Json;
import org.electra4j.pretraining.TinyRun;
import org.electra4j.testing.CapturedOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** SQuAD 2.0 together with CoLA, from files to predictions. */
class QuestionAnsweringRunTest {
  private static final String ANSWER = "tok150";

  @RegisterExtension final CapturedOutput output = new CapturedOutput();

  @TempDir Path dataDir;

  /** Contexts of random tokens; the answer is always the same token, where it stands. */
  private static ObjectNode squad(int questions, long seed) {
    Random random = new Random(seed);
    ObjectNode file = Json.mapper().createObjectNode().put("version", "v2.0");
    ArrayNode paragraphs = file.putArray("data").addObject().putArray("paragraphs");
    for (int i = 0; i < questions; i++) {
      StringBuilder context = new StringBuilder();
      int place = random.nextInt(12);
      for (int j = 0; j < 12; j++) {
        boolean isAnswer = j == place && i % 4 != 0;
        context
            .append(isAnswer ? ANSWER : "tok%03d".formatted(5 + random.nextInt(140)))
            .append(' ');
      }
      ObjectNode paragraph = paragraphs.addObject().put("context", context.toString());
      ObjectNode qa = paragraph.putArray("qas").addObject();
      qa.put("id", "q" + i).put("question", "tok160 tok161").put("is_impossible", i % 4 == 0);
      ArrayNode answers = qa.putArray("answers");
      if (i % 4 != 0) {
        answers.addObject().put("text", ANSWER).put("answer_start", context.indexOf(ANSWER));
      }
    }
    return file;
  }

  private void write(String file, String text) throws IOException {
    Path path = dataDir.resolve("finetuning_data").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void learnsSquadAndColaTogetherAndWritesAndMakesPredictions() throws IOException {
    TinyRun.writeData(dataDir, 10, 1);
    write("squad/train.json", squad(240, 1).toString());
    write("squad/dev.json", squad(40, 2).toString());
    write("squad/test.json", squad(8, 3).toString());
    String rows = "src\t1\t*\ttok010 tok011\nsrc\t0\t*\ttok012 tok013 tok014\n".repeat(10);
    write("cola/train.tsv", rows);
    write("cola/dev.tsv", rows);
    write("cola/test.tsv", "index\tsentence\n0\ttok010\n");
    ObjectNode hparams = TinyRun.hparams();
    hparams.remove(
        List.of("eval_batch_size", "num_eval_steps", "num_train_steps", "num_warmup_steps"));
    hparams.put("learning_rate", 0.003).put("layerwise_lr_decay", 1.0).put("num_train_epochs", 12);
    hparams.put("train_batch_size", 8).put("doc_stride", 8).put("write_test_outputs", true);
    hparams.put("beam_size", 5).putNull("init_checkpoint");
    hparams.putArray("task_names").add("squad").add("cola");

    int status =
        Main.run(
            "run-finetuning",
            "--data-dir",
            dataDir.toString(),
            "--model-name",
            "tiny",
            "--hparams",
            hparams.toString());

    assertThat(status).as(output.err()).isZero();
    Path results = dataDir.resolve("models/tiny/results");
    JsonNode metrics = Json.read(results.resolve("squad,cola_qa/squad_eval.json"));
    assertThat(metrics.get("total").asInt()).isEqualTo(40);
    assertThat(metrics.get("HasAns_exact").asDouble()).as(metrics.toString()).isGreaterThan(60);
    assertThat(Json.read(results.resolve("squad,cola_qa/squad_preds.json"))).hasSize(40);
    assertThat(results.resolve("squad,cola_results.txt"))
        .content()
        .contains("squad: HasAns_exact: ")
        .contains("cola: mcc: ");
    Path test = dataDir.resolve("models/tiny/test_predictions");
    assertThat(Json.read(test.resolve("squad_test_1_predictions.json"))).hasSize(8);
    assertThat(Json.read(test.resolve("squad_test_1_null_odds.json"))).hasSize(8);

    output.reset();
    Path model = dataDir.resolve("models/tiny/finetuning_models/squad,cola_model_1");
    status =
        Main.run(
            "predict",
            "--model",
            model.toString(),
            "--task",
            "squad",
            "--input",
            dataDir.resolve("finetuning_data/squad/dev.json").toString(),
            "--json");
    assertThat(status).as(output.err()).isZero();
    List<String> lines = output.out().lines().toList();
    assertThat(lines).hasSize(40);
    JsonNode second = Json.parse(lines.get(1), "line");
    assertThat(second.get("id").asText()).isEqualTo("q1");
    assertThat(second.at("/answers/0/text").asText())
        .isEqualTo(Json.read(results.resolve("squad,cola_qa/squad_preds.json")).get("q1").asText());
  }
}
