package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.io.Json;
import org.electra4j.pretraining.TinyRun;
import org.electra4j.testing.CapturedOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RunFinetuningCommandTest {
  @RegisterExtension final CapturedOutput output = new CapturedOutput();

  @TempDir Path dataDir;

  @BeforeEach
  void prepare() throws IOException {
    TinyRun.writeData(dataDir, 60, 2);
    Path cola = Files.createDirectories(dataDir.resolve("finetuning_data/cola"));
    Files.writeString(cola.resolve("train.tsv"), sentences(203, false));
    Files.writeString(cola.resolve("dev.tsv"), sentences(40, false));
    Files.writeString(cola.resolve("test.tsv"), "index\tsentence\n0\ttok010 tok020\n1\ttok030\n");
  }

  /** Sentences that are acceptable where they begin with tok010 and not with tok150. */
  private static String sentences(int n, boolean broken) {
    Random random = new Random(n);
    StringBuilder tsv = new StringBuilder();
    for (int i = 0; i < n; i++) {
      int label = random.nextInt(2);
      tsv.append("src\t").append(broken ? 7 : label).append("\t*\t");
      tsv.append(label == 1 ? "tok010" : "tok150");
      for (int j = random.nextInt(12); j > 0; j--) {
        tsv.append(String.format(" tok%03d", 5 + random.nextInt(195)));
      }
      tsv.append('\n');
    }
    return tsv.toString();
  }

  private static ObjectNode hparams() {
    ObjectNode hparams = TinyRun.hparams();
    hparams.remove(
        List.of("eval_batch_size", "num_eval_steps", "num_train_steps", "num_warmup_steps"));
    hparams.put("learning_rate", 0.003).put("layerwise_lr_decay", 0.9).put("num_trials", 2);
    return hparams.put("train_batch_size", 8).put("num_train_epochs", 4).put("seed", 3);
  }

  private int finetune(ObjectNode hparams, String... more) {
    String[] fixed = {
      "run-finetuning",
      "--data-dir",
      dataDir.toString(),
      "--model-name",
      "tiny",
      "--hparams",
      hparams.toString()
    };
    String[] args = java.util.Arrays.copyOf(fixed, fixed.length + more.length);
    System.arraycopy(more, 0, args, fixed.length, more.length);
    return Main.run(args);
  }

  private void pretrain() {
    int status =
        Main.run(
            "run-pretraining",
            "--data-dir",
            dataDir.toString(),
            "--model-name",
            "tiny",
            "--hparams",
            TinyRun.hparams().put("num_train_steps", 20).toString());
    assertThat(status).as(output.err()).isZero();
    output.reset();
  }

  @Test
  void learnsATaskInTwoTrialsAndPredictsWithTheModel() throws IOException {
    pretrain();
    ObjectNode hparams = hparams().put("write_test_outputs", true);

    assertThat(finetune(hparams, "--tasks", "cola", "--json")).as(output.err()).isZero();

    JsonNode run = Json.parse(output.out(), "output").get("tiny").get(0);
    assertThat(run.get("trials")).hasSize(2);
    assertThat(run.at("/trials/0/seed").asLong()).isEqualTo(3);
    assertThat(run.at("/trials/1/seed").asLong()).isEqualTo(4);
    assertThat(run.at("/trials/0/steps").asLong()).isEqualTo(26 * 4);
    Path results = dataDir.resolve("models/tiny/results/cola_results.txt");
    assertThat(results).content().matches("(cola: mcc: \\d+\\.\\d\\d - loss: \\d\\.\\d\\d\n){2}");
    double mcc = Double.parseDouble(Files.readString(results).split("[: ]+", -1)[2]);
    assertThat(mcc).isGreaterThan(60);
    assertThat(dataDir.resolve("models/tiny/test_predictions/cola_test_1_predictions.tsv"))
        .exists();

    output.reset();
    Path texts = Files.writeString(dataDir.resolve("texts.txt"), "tok010 tok199\ntok150 tok020\n");
    Path model = dataDir.resolve("models/tiny/finetuning_models/cola_model_1");
    int status =
        Main.run("predict", "--model", model.toString(), "--input", texts.toString(), "--json");
    assertThat(status).as(output.err()).isZero();
    List<String> lines = output.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(Json.parse(lines.get(0), "line").get("label").asText()).isEqualTo("1");
    assertThat(Json.parse(lines.get(1), "line").get("label").asText()).isEqualTo("0");
  }

  @Test
  void aProfileIsATimelineOfAStepAndLeavesNothingElse() throws IOException {
    Path timeline = dataDir.resolve("step.json");
    ObjectNode hparams = hparams().putNull("init_checkpoint");
    hparams.put("gradient_accumulation_steps", 2);

    int status = finetune(hparams, "--tasks", "cola", "--profile", timeline.toString());

    assertThat(status).as(output.err()).isZero();
    List<String> types = Json.read(timeline).get("traceEvents").findValuesAsText("name");
    // The last part of a batch updates, once for each weight, and takes the sums of the others.
    assertThat(types).contains("ResourceApplyAdam", "BatchMatMulV2", "ReadVariableOp");
    assertThat(output.out()).contains("ResourceApplyAdam", timeline.toString());
    assertThat(dataDir.resolve("models/tiny/finetuning_models")).doesNotExist();
    assertThat(dataDir.resolve("models/tiny/results")).doesNotExist();

    output.reset();
    assertThat(finetune(hparams, "--tasks", "cola,sst", "--profile", timeline.toString()))
        .isEqualTo(2);
    assertThat(output.err()).contains("--profile watches one model, not 2");
  }

  @Test
  void trialsRepeatAndFinishedOnesAreNotTrainedAgain() throws IOException {
    pretrain();
    ObjectNode hparams = hparams().put("num_train_epochs", 1);
    assertThat(finetune(hparams, "--tasks", "cola")).as(output.err()).isZero();
    Path trial = dataDir.resolve("models/tiny/finetuning_models/cola_model_2");
    byte[] weights = Files.readAllBytes(trial.resolve("model.ckpt-26.data-00000-of-00001"));
    output.reset();

    assertThat(finetune(hparams, "--tasks", "cola")).isZero();
    assertThat(output.err()).contains("cola_model_1 is trained already");

    Path elsewhere = dataDir.resolve("elsewhere/cola_model");
    ObjectNode again = hparams.deepCopy().put("model_dir", elsewhere.toString());
    assertThat(finetune(again, "--tasks", "cola")).isZero();
    assertThat(Path.of(elsewhere + "_2").resolve("model.ckpt-26.data-00000-of-00001"))
        .hasBinaryContent(weights);
  }

  @Test
  void theGeneratorCanBeFineTunedInsteadOfTheDiscriminator() {
    pretrain();
    ObjectNode hparams =
        hparams().put("num_train_epochs", 1).put("num_trials", 1).put("encoder", "generator");

    assertThat(finetune(hparams, "--tasks", "cola")).as(output.err()).isZero();

    Path model = dataDir.resolve("models/tiny/finetuning_models/cola_model_1/model.ckpt-26");
    try (TensorBundleReader reader = TensorBundleReader.open(model)) {
      assertThat(reader.tensors().get("generator/encoder/layer_1/output/dense/kernel").shape())
          .containsExactly(32, 8);
      assertThat(reader.tensors()).containsKey("electra/embeddings/word_embeddings");
      assertThat(reader.tensors()).doesNotContainKey("electra/encoder/layer_0/output/dense/kernel");
    }
  }

  @Test
  void layerDecayVariantsAreComparedInOneTable() {
    pretrain();
    ObjectNode hparams = hparams().put("num_train_epochs", 1).put("num_trials", 1);

    assertThat(finetune(hparams, "--tasks", "cola", "--compare-layer-decay"))
        .as(output.err())
        .isZero();

    assertThat(output.out()).contains("original", "paper", "study", "none", "CoLA");
  }

  @Test
  void aDiscriminatorTellsOfEachTokenHowLikelyItWasReplaced() throws IOException {
    pretrain();
    Path texts = Files.writeString(dataDir.resolve("texts.txt"), "tok020 tok030 unknown\n");

    int status =
        Main.run(
            "predict",
            "--model",
            dataDir.resolve("models/tiny").toString(),
            "--input",
            texts.toString(),
            "--json");

    assertThat(status).as(output.err()).isZero();
    JsonNode tokens = Json.parse(output.out(), "output").get("tokens");
    assertThat(tokens).hasSize(3);
    assertThat(tokens.get(2).get("token").asText()).isEqualTo("[UNK]");
    assertThat(tokens.get(0).get("replaced").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void badInputIsOneLineWithStatusTwo() throws IOException {
    pretrain();
    isRefused(hparams(), "nosuch", "nosuch");
    isRefused(hparams(), "mrpc", "mrpc");
    isRefused(hparams().put("init_checkpoint", dataDir.resolve("none").toString()), "cola", "none");
    Files.writeString(dataDir.resolve("finetuning_data/cola/train.tsv"), sentences(20, true));
    isRefused(hparams(), "cola", "train.tsv", "7");
  }

  private void isRefused(ObjectNode hparams, String task, String... parts) {
    output.reset();
    assertThat(finetune(hparams, "--tasks", task)).isEqualTo(2);
    List<String> lines = output.err().lines().filter(l -> l.startsWith("electra ")).toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).contains(parts);
  }
}
