package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.electra4j.io.Json;
import org.electra4j.pretraining.TinyRun;
import org.electra4j.testing.CapturedOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RunPretrainingCommandTest {
  @RegisterExtension final CapturedOutput output = new CapturedOutput();

  @TempDir Path dataDir;

  @BeforeEach
  void prepare() throws IOException {
    TinyRun.writeData(dataDir, 60, 2);
  }

  private int run(ObjectNode hparams) {
    return Main.run(
        "run-pretraining",
        "--data-dir",
        dataDir.toString(),
        "--model-name",
        "tiny",
        "--hparams",
        hparams.toString());
  }

  /** The command ends with status 2, one line that has all the parts, and no file of the model. */
  private void isRefused(ObjectNode hparams, String... parts) throws IOException {
    assertThat(run(hparams)).isEqualTo(2);
    List<String> lines = output.err().lines().filter(l -> l.startsWith("electra")).toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0)).contains(parts);
    assertThat(output.err()).doesNotContain("\tat ");
    Path models = dataDir.resolve("models");
    if (Files.exists(models)) {
      try (Stream<Path> files = Files.walk(models)) {
        assertThat(files.filter(f -> f.toString().contains("model.ckpt"))).isEmpty();
      }
    }
  }

  @Test
  void trainsThenEvaluatesAndLeavesTheOriginalsFiles() throws IOException {
    ObjectNode hparams = TinyRun.hparams().put("num_train_steps", 20);

    assertThat(run(hparams)).isZero();
    assertThat(run(hparams.deepCopy().put("do_train", false).put("do_eval", true))).isZero();

    Path model = dataDir.resolve("models/tiny");
    assertThat(model.resolve("checkpoint")).content().contains("model.ckpt-20");
    assertThat(model.resolve("results/unsup_results.txt"))
        .content()
        .contains("disc_auc = ", "masked_lm_accuracy = ", "global_step = 20");
    assertThat(
            Json.read(model.resolve("results/results.json"))
                .get("metrics")
                .get("disc_auc")
                .asDouble())
        .isBetween(0.0, 1.0);
    try (Stream<Path> files = Files.list(model)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .anyMatch(name -> name.startsWith("events.out.tfevents."));
    }
    assertThat(output.out()).contains("max_seq_length 32", "finished at step 20 of 20");
  }

  @Test
  void aProfileIsATimelineOfAllOperationsOfAStepAndLeavesNoCheckpoint() throws IOException {
    Path timeline = dataDir.resolve("step.json");

    int status =
        Main.run(
            "run-pretraining",
            "--data-dir",
            dataDir.toString(),
            "--model-name",
            "tiny",
            "--hparams",
            TinyRun.hparams().toString(),
            "--profile",
            timeline.toString());

    assertThat(status).isZero();
    JsonNode events = Json.read(timeline).get("traceEvents");
    List<String> types = events.findValuesAsText("name");
    assertThat(types).contains("ResourceApplyAdam", "BatchMatMulV2");
    for (JsonNode event : events) {
      if (event.get("ph").asText().equals("X")) {
        assertThat(event.get("ts").asLong()).isNotNegative();
        assertThat(event.get("dur").asLong()).isNotNegative();
      }
    }
    assertThat(output.out()).contains("ResourceApplyAdam", timeline.toString());
    assertThat(dataDir.resolve("models/tiny/checkpoint")).doesNotExist();
  }

  @Test
  void debugModeStartsAfreshEachTime() {
    ObjectNode debug = Json.mapper().createObjectNode();
    debug.put("debug", true).put("vocab_size", 200).put("max_seq_length", 32);

    assertThat(run(debug)).isZero();
    assertThat(run(debug)).isZero();

    assertThat(output.out().split("finished at step 20 of 20", -1)).hasSize(3);
    assertThat(output.err()).doesNotContain("resuming");
  }

  @Test
  void trainingAndEvaluatingAtOnceIsRefused() throws IOException {
    isRefused(TinyRun.hparams().put("do_eval", true), "do_train", "do_eval", "exactly one");
  }

  @Test
  void anUnknownHparamIsRefusedWithTheNearestName() throws IOException {
    isRefused(TinyRun.hparams().put("learning_rat", 1), "learning_rat", "learning_rate");
  }

  @Test
  void noShardForThePatternIsRefused() throws IOException {
    isRefused(TinyRun.hparams().put("pretrain_tfrecords", dataDir + "/nothing*"), "nothing*");
  }

  @Test
  void recordsOfAnotherLengthAreRefused() throws IOException {
    ObjectNode longer = TinyRun.hparams().put("max_seq_length", 16);
    isRefused(longer, "pretrain_data.tfrecord-0-of-1", "32", "16");
  }

  @Test
  void aVocabularyWithoutSpecialTokensIsRefused() throws IOException {
    Files.writeString(dataDir.resolve("vocab.txt"), "a\nb\n[CLS]\n");
    isRefused(TinyRun.hparams(), "vocab.txt", "[PAD]", "[UNK]", "[SEP]", "[MASK]");
  }

  @Test
  void aTruncatedRecordFileIsRefused() throws IOException {
    Path shard = dataDir.resolve("pretrain_tfrecords/pretrain_data.tfrecord-0-of-1");
    byte[] bytes = Files.readAllBytes(shard);
    Files.write(shard, java.util.Arrays.copyOf(bytes, bytes.length - 7));
    isRefused(TinyRun.hparams(), "pretrain_data.tfrecord-0-of-1", "record");
  }

  @Test
  void aModelDirectoryThatCannotBeMadeIsRefused() throws IOException {
    Path file = Files.writeString(dataDir.resolve("in_the_way"), "");
    isRefused(TinyRun.hparams().put("model_dir", file.resolve("model").toString()), "in_the_way");
  }

  @Test
  void evaluationWithoutACheckpointIsRefused() throws IOException {
    isRefused(TinyRun.hparams().put("do_train", false).put("do_eval", true), "no checkpoint");
  }

  @Test
  void damagedCheckpointsAreRefusedAndStay() throws IOException {
    assertThat(run(TinyRun.hparams().put("num_train_steps", 2))).isZero();
    Path data = dataDir.resolve("models/tiny/model.ckpt-2.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 2] ^= 1;
    Files.write(data, bytes);

    assertThat(run(TinyRun.hparams().put("num_train_steps", 4))).isEqualTo(2);

    assertThat(output.err()).contains("model.ckpt-2");
    assertThat(data).hasBinaryContent(bytes);
  }
}
