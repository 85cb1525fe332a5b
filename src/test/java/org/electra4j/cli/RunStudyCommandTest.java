package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.electra4j.io.Json;
import org.electra4j.pretraining.TinyRun;
import org.electra4j.testing.CapturedOutput;
import org.electra4j.training.EventFileReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RunStudyCommandTest {
  private static final long PATIENCE_SECONDS = 120;

  @RegisterExtension final CapturedOutput output = new CapturedOutput();

  @TempDir Path dataDir;

  @BeforeEach
  void prepare() throws IOException {
    TinyRun.writeData(dataDir, 60, 2);
    Path cola = Files.createDirectories(dataDir.resolve("finetuning_data/cola"));
    Files.writeString(cola.resolve("train.tsv"), sentences(40));
    Files.writeString(cola.resolve("dev.tsv"), sentences(16));
  }

  private static String sentences(int n) {
    Random random = new Random(n);
    StringBuilder tsv = new StringBuilder();
    for (int i = 0; i < n; i++) {
      int label = random.nextInt(2);
      tsv.append("src\t").append(label).append("\t*\t");
      tsv.append(label == 1 ? "tok010" : "tok150");
      for (int j = random.nextInt(12); j > 0; j--) {
        tsv.append(String.format(" tok%03d", 5 + random.nextInt(195)));
      }
      tsv.append('\n');
    }
    return tsv.toString();
  }

  /** Two runs of 20 steps, of which one ends at half of them; two trials on one task. */
  private static ObjectNode plan() {
    ObjectNode plan =
        (ObjectNode)
            Json.parse(
                """
                {"name": "tiny",
                 "runs": [
                   {"name": "main", "checkpoints": [0.5, 1.0]},
                   {"name": "wide", "hparams": {"generator_hidden_size": 1.0}, "stop_at": 0.5}],
                 "finetuning": {
                   "hparams": {"train_batch_size": 8, "num_train_epochs": 2,
                     "learning_rate": 0.003, "seed": 3, "save_checkpoints_steps": 2,
                     "model_hparam_overrides": {"hidden_dropout_prob": 0.2}},
                   "tasks": ["cola"], "num_trials": 2, "random_weights": true}}
                """,
                "plan");
    ObjectNode hparams = TinyRun.hparams();
    hparams.put("num_train_steps", 20).put("save_checkpoints_steps", 4).put("log_steps", 5);
    plan.putObject("pretraining").set("hparams", hparams.put("num_eval_steps", 2));
    return plan;
  }

  private String[] arguments(ObjectNode plan, String study, String... more) throws IOException {
    Path file = dataDir.resolve(study + "-plan.json");
    Json.write(file, plan);
    List<String> all =
        new ArrayList<>(
            List.of("run-study", "--plan", file.toString(), "--data-dir", dataDir.toString()));
    all.addAll(List.of("--output-dir", dataDir.resolve(study).toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private int run(ObjectNode plan, String study, String... more) throws IOException {
    return Main.run(arguments(plan, study, more));
  }

  @Test
  void runsAllPartsAndLeavesCheckpointsMeasuresResultsRecordsAndCurves() throws IOException {
    assertThat(run(plan(), "study")).as(output.err()).isZero();

    Path study = dataDir.resolve("study");
    assertThat(study.resolve("pretraining/main/checkpoints/50/model.ckpt-10.index")).exists();
    JsonNode eval = Json.read(study.resolve("pretraining/main/checkpoints/100/eval.json"));
    assertThat(eval.get("step").asLong()).isEqualTo(20);
    assertThat(eval.get("disc_auc").asDouble()).isBetween(0.0, 1.0);
    assertThat(eval.get("train_seconds").asDouble()).isPositive();
    JsonNode half = Json.read(study.resolve("pretraining/main/checkpoints/50/eval.json"));
    assertThat(eval.get("flops").asDouble()).isEqualTo(2 * half.get("flops").asDouble());
    assertThat(study.resolve("pretraining/wide/model/model.ckpt-20.index")).doesNotExist();
    JsonNode record = Json.read(study.resolve("pretraining/wide/record.json"));
    assertThat(record.get("status").asText()).isEqualTo("done");
    assertThat(record.at("/configuration/generator_hidden_size").asDouble()).isEqualTo(1);
    assertThat(record.at("/sessions/0/to_step").asLong()).isEqualTo(10);
    assertThat(record.at("/data/0/sha256").asText()).hasSize(64);
    for (String unit : List.of("main/50", "main/100", "wide/50", "random/0")) {
      Path directory = study.resolve("finetuning").resolve(unit).resolve("cola");
      assertThat(Json.read(directory.resolve("results.json")).get("trials")).hasSize(2);
      try (Stream<Path> left = Files.list(directory)) {
        assertThat(left.map(f -> f.getFileName().toString()))
            .containsExactlyInAnyOrder("results.json", "results.txt", "record.json");
      }
    }
    assertThat(EventFileReader.scalars(study.resolve("tensorboard/main/cola"), "score").keySet())
        .containsExactly(10L, 20L);
    assertThat(EventFileReader.scalars(study.resolve("pretraining/main/model"), "disc_auc"))
        .containsKeys(5L, 20L);
  }

  @Test
  void aStudyKilledAgainAndAgainEndsWithTheResultsOfAnUnbrokenOne()
      throws IOException, InterruptedException {
    assertThat(run(plan(), "whole")).as(output.err()).isZero();
    String[] command = arguments(plan(), "broken");
    Path broken = dataDir.resolve("broken");

    for (String reached :
        List.of(
            "pretraining/main/checkpoints/50/model.ckpt-10.index",
            "pretraining/wide/model/checkpoint",
            "finetuning/main/100/cola/results.json")) {
      Process process = start(command);
      waitFor(process, broken.resolve(reached));
      process.destroyForcibly().waitFor();
    }
    Process stopped = start(command);
    waitFor(stopped, broken.resolve("finetuning/wide/50/cola/record.json"));
    stopped.destroy();
    assertThat(stopped.waitFor()).as("status of a stopped study").isZero();
    Process last = start(command);

    assertThat(last.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(last.exitValue()).isZero();
    for (String unit : List.of("main/50", "main/100", "wide/50", "random/0")) {
      String results = "finetuning/" + unit + "/cola/results.json";
      assertThat(trials(broken.resolve(results)))
          .isEqualTo(trials(dataDir.resolve("whole").resolve(results)));
    }
    String weights = "pretraining/main/checkpoints/100/model.ckpt-20.data-00000-of-00001";
    assertThat(broken.resolve(weights))
        .hasSameBinaryContentAs(dataDir.resolve("whole").resolve(weights));
    JsonNode record = Json.read(broken.resolve("pretraining/main/record.json"));
    assertThat(record.get("sessions").size()).isGreaterThan(1);
  }

  /** The scores of all trials, without the times that they took. */
  private static JsonNode trials(Path results) {
    JsonNode trials = Json.read(results).get("trials");
    trials.forEach(trial -> ((ObjectNode) trial).remove("seconds"));
    return trials;
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.electra4j.cli.Main");
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void waitFor(Process process, Path file) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (process.isAlive() && !Files.exists(file)) {
      assertThat(System.nanoTime()).as("never there: " + file).isLessThan(deadline);
      Thread.sleep(2);
    }
    assertThat(process.isAlive()).as("ended before " + file).isTrue();
  }

  @Test
  void finishedWorkIsNotRepeatedAndAdditionsGoOn() throws IOException {
    ObjectNode plan = plan();
    ((ArrayNode) plan.get("runs")).remove(1);
    assertThat(run(plan, "study")).as(output.err()).isZero();
    Path results = dataDir.resolve("study/finetuning/main/50/cola/results.json");
    JsonNode first = Json.read(results).get("trials");
    long modified = Files.getLastModifiedTime(results).toMillis();

    assertThat(run(plan, "study")).as(output.err()).isZero();
    assertThat(Files.getLastModifiedTime(results).toMillis()).isEqualTo(modified);

    ObjectNode more = plan();
    ((ObjectNode) more.get("finetuning")).put("num_trials", 3);
    assertThat(run(more, "study")).as(output.err()).isZero();
    JsonNode trials = Json.read(results).get("trials");
    assertThat(trials).hasSize(3);
    assertThat(trials.get(0)).isEqualTo(first.get(0));
    assertThat(trials.get(1)).isEqualTo(first.get(1));
    assertThat(dataDir.resolve("study/finetuning/wide/50/cola/results.json")).exists();
  }

  @Test
  void aChangedPlanIsRefusedWithTheDifference() throws IOException {
    ObjectNode plan = plan();
    ((ArrayNode) plan.get("runs")).remove(1);
    ((ObjectNode) plan.get("finetuning")).putArray("tasks");
    assertThat(run(plan, "study")).as(output.err()).isZero();
    output.reset();
    ((ObjectNode) plan.at("/pretraining/hparams")).put("learning_rate", 0.001);

    assertThat(run(plan, "study")).isEqualTo(2);

    assertThat(output.err()).contains("runs.main.hparams.learning_rate was 0.003 and is 0.001");
  }

  @Test
  void whatIsMissingIsFoundBeforeAnythingRuns() throws IOException {
    ObjectNode plan = plan();
    ((ArrayNode) plan.at("/finetuning/tasks")).add("mrpc");

    assertThat(run(plan, "study")).isEqualTo(2);

    assertThat(output.err()).contains("mrpc");
    assertThat(dataDir.resolve("study/pretraining")).doesNotExist();
  }

  @Test
  void aRunThatFailsIsRecordedAndTheOthersGoOn() throws IOException {
    ObjectNode plan = plan();
    ((ArrayNode) plan.get("runs")).remove(1);
    ObjectNode bad = ((ArrayNode) plan.get("runs")).insertObject(0).put("name", "bad");
    bad.putObject("hparams").put("learning_rate", 1e30);

    assertThat(run(plan, "study")).isEqualTo(1);

    assertThat(output.err()).contains("bad failed").contains("not finite");
    JsonNode record = Json.read(dataDir.resolve("study/pretraining/bad/record.json"));
    assertThat(record.get("status").asText()).isEqualTo("failed");
    assertThat(dataDir.resolve("study/finetuning/main/100/cola/results.json")).exists();
  }

  @Test
  void aCorpusBecomesVocabularyTokenStoreAndHeldOutDocuments() throws IOException {
    Path corpus = Files.createDirectories(dataDir.resolve("corpus"));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append("the old tok010 went to tok150 number ").append(i).append("\n\n");
    }
    Files.writeString(corpus.resolve("a.txt"), text);
    ObjectNode plan = plan();
    ((ArrayNode) plan.get("runs")).remove(1);
    ((ObjectNode) plan.at("/finetuning")).put("num_trials", 1).put("random_weights", false);
    plan.set("data", Json.parse("{\"segments\": \"dynamic\", \"held_out_share\": 0.2}", "data"));

    assertThat(run(plan, "study", "--corpus-dir", corpus.toString(), "--parallel", "2"))
        .as(output.err())
        .isZero();

    Path data = dataDir.resolve("study/data/wordpiece");
    assertThat(data.resolve("pretrain_tokens.bin")).exists();
    assertThat(data.resolve("held_out_tokens.bin")).exists();
    int tokens = Files.readAllLines(data.resolve("vocab.txt")).size();
    JsonNode record = Json.read(dataDir.resolve("study/pretraining/main/record.json"));
    assertThat(record.at("/configuration/vocab_size").asInt()).isEqualTo(tokens);
    JsonNode eval = Json.read(dataDir.resolve("study/pretraining/main/checkpoints/100/eval.json"));
    assertThat(eval.get("held_out").asBoolean()).isTrue();
  }

  @Test
  void aDryRunListsThePartsAndWritesNothing() throws IOException {
    assertThat(run(plan(), "study", "--dry-run", "--json")).as(output.err()).isZero();

    JsonNode parts = Json.parse(output.out(), "output").get("parts");
    assertThat(parts).hasSize(6);
    JsonNode main = parts.get(0);
    assertThat(main.get("steps").asLong()).isEqualTo(20);
    assertThat(main.get("sequences").asLong()).isEqualTo(160);
    assertThat(main.get("flops").asDouble()).isPositive();
    assertThat(main.get("seconds").asDouble()).isPositive();
    assertThat(parts.get(2).get("steps").asLong()).isEqualTo(20); // 5 an epoch, 2 epochs, 2 trials
    assertThat(dataDir.resolve("study")).doesNotExist();
  }
}
