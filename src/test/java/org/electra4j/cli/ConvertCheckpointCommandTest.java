package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.checkpoint.TensorBundleWriter;
import org.electra4j.checkpoint.TensorInfo;
import org.electra4j.checkpoint.safetensors.SafetensorsReader;
import org.electra4j.checkpoint.safetensors.SafetensorsWriter;
import org.electra4j.io.Json;
import org.electra4j.testing.CapturedOutput;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("takes over standard output and standard error")
class ConvertCheckpointCommandTest {
  @RegisterExtension final CapturedOutput output = new CapturedOutput();
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "default_electra",
        "tied_generator",
        "untied_generator_embeddings",
        "generator_full_size",
        "generator_rounding",
        "embedding_size_is_hidden"
      })
  void aPretrainingCheckpointComesBackFromHuggingFaceBitForBit(String variant) {
    Path original = pretraining(variant);

    toHuggingFace(original, "--part", "both");
    convert(dir.resolve("hf"), dir.resolve("back"), "tf");

    assertThat(tensors(dir.resolve("back"))).isEqualTo(tensors(original));
    assertThat(Main.run("compare-checkpoints", original.toString(), hf("generator").toString()))
        .isZero();
    assertThat(Main.run("compare-checkpoints", hf("discriminator").toString(), original.toString()))
        .isZero();
  }

  @Test
  void theHuggingFaceDirectoryHasWhatTheLibraryAsksFor() {
    toHuggingFace(pretraining("default_electra"), "--part", "both");

    JsonNode config = Json.read(hf("discriminator").resolve("config.json"));
    assertThat(config.get("architectures").get(0).textValue()).isEqualTo("ElectraForPreTraining");
    assertThat(config.get("embedding_size").intValue()).isEqualTo(16);
    assertThat(config.get("hidden_size").intValue()).isEqualTo(32);
    assertThat(config.get("num_attention_heads").intValue()).isEqualTo(4);
    JsonNode generator = Json.read(hf("generator").resolve("config.json"));
    assertThat(generator.get("architectures").get(0).textValue()).isEqualTo("ElectraForMaskedLM");
    assertThat(generator.get("hidden_size").intValue()).isEqualTo(8);
    assertThat(generator.get("num_attention_heads").intValue()).isEqualTo(1);
    assertThat(hf("generator").resolve("vocab.txt")).hasSameTextualContentAs(vocabulary());
    assertThat(
            Json.read(hf("generator").resolve("tokenizer.json"))
                .get("model")
                .get("vocab")
                .get("tok005")
                .intValue())
        .isEqualTo(5);
    assertThat(
            Json.read(hf("generator").resolve("tokenizer_config.json"))
                .get("do_lower_case")
                .booleanValue())
        .isTrue();
    try (SafetensorsReader reader =
        SafetensorsReader.open(hf("discriminator").resolve("model.safetensors"))) {
      assertThat(reader.metadata()).containsEntry("format", "pt");
      assertThat(reader.tensors().get("electra.embeddings_project.weight").shape())
          .containsExactly(32, 16);
    }
  }

  @Test
  void theDiscriminatorIsTakenUnlessAnotherPartIsAskedFor() {
    toHuggingFace(pretraining("default_electra"));
    assertThat(architecture(dir.resolve("hf"))).isEqualTo("ElectraForPreTraining");

    convert(pretraining("default_electra"), dir.resolve("hf"), "hf", "--part", "generator");
    assertThat(architecture(dir.resolve("hf"))).isEqualTo("ElectraForMaskedLM");

    toHuggingFace(pretraining("default_electra"), "--architecture", "ElectraModel");
    assertThat(architecture(dir.resolve("hf"))).isEqualTo("ElectraModel");
    convert(dir.resolve("hf"), dir.resolve("back"), "tf");
    assertThat(tensors(dir.resolve("back")).keySet())
        .allMatch(n -> n.matches("(electra/.*|global_step)"));
  }

  @Test
  void aGeneratorAloneKeepsTheNamesOfThePretrainingCheckpoint() {
    Path original = pretraining("default_electra");

    convert(original, dir.resolve("hf"), "hf", "--part", "generator");
    convert(dir.resolve("hf"), dir.resolve("a"), "tf");
    convert(original, dir.resolve("b"), "tf", "--part", "generator");

    assertThat(tensors(dir.resolve("a"))).isEqualTo(tensors(dir.resolve("b")));
    assertThat(tensors(original)).containsAllEntriesOf(tensors(dir.resolve("a")));
    assertThat(tensors(dir.resolve("a")))
        .containsKeys("electra/embeddings/word_embeddings", "generator/embeddings_project/kernel");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cola", "mnli", "sts"})
  void aFineTunedClassifierComesBackBitForBit(String task) {
    Path original = finetuned(task + "_decay_off", "init.ckpt");

    toHuggingFace(original);
    convert(dir.resolve("hf"), dir.resolve("back"), "tf");

    assertThat(tensors(dir.resolve("back"))).isEqualTo(tensors(original));
    assertThat(architecture(dir.resolve("hf"))).isEqualTo("ElectraForSequenceClassification");
  }

  @Test
  void oneOfSeveralTasksIsNamed() {
    Path original = finetuned("cola_mnli_sts_decay_0.8", "init.ckpt");

    expect("--task NAME", original, "hf", "--num-attention-heads", "4");
    toHuggingFace(original, "--task", "mnli");

    assertThat(Json.read(dir.resolve("hf/config.json")).get("id2label")).hasSize(3);
    expect("expected rte", original, "hf", "--task", "rte", "--num-attention-heads", "4");
  }

  @Test
  void slotsAreStrippedUnlessTheyAreWanted() {
    Path original = finetuned("cola_decay_off", "final.ckpt");

    convert(original, dir.resolve("without"), "tf");
    convert(original, dir.resolve("with"), "tf", "--keep-slots");

    assertThat(tensors(dir.resolve("without")).keySet()).noneMatch(n -> n.contains("adam"));
    assertThat(tensors(dir.resolve("with"))).isEqualTo(tensors(original));
    expect("slots are kept only", original, "hf", "--keep-slots");
  }

  @ParameterizedTest
  @ValueSource(strings = {"float16", "bfloat16"})
  void narrowTypesHalveTheFileAndComeBackNear(String dtype) throws IOException {
    Path original = pretraining("default_electra");
    toHuggingFace(original);
    long wide = Files.size(dir.resolve("hf/model.safetensors"));
    toHuggingFace(original, "--dtype", dtype);
    assertThat(Files.size(dir.resolve("hf/model.safetensors"))).isLessThan(wide * 6 / 10);
    String[] compare = {"compare-checkpoints", original.toString(), dir.resolve("hf").toString()};
    assertThat(Main.run(compare)).isEqualTo(1);
    assertThat(Main.run(compare[0], compare[1], compare[2], "--tolerance", "0.02")).isZero();
    convert(dir.resolve("hf"), dir.resolve("back"), "tf");
    assertThat(
            Main.run(
                "compare-checkpoints",
                dir.resolve("back").toString(),
                dir.resolve("hf").toString()))
        .isZero();
    expect("float32", original, "tf", "--dtype", dtype);
  }

  @Test
  void theAverageOfTwoIsHalfwayBetweenThem() {
    Path a = finetuned("cola_decay_off", "init.ckpt");
    Path b = finetuned("cola_decay_off", "final.ckpt");

    convert(a, dir.resolve("mean"), "tf", "--average", b.toString());

    String name = "task_specific/cola/dense/kernel";
    float[] first = floats(a, name);
    float[] second = floats(b, name);
    float[] mean = floats(dir.resolve("mean"), name);
    for (int i = 0; i < mean.length; i++) {
      assertThat(mean[i]).isEqualTo((float) (((double) first[i] + second[i]) / 2));
    }
    expect("cannot be averaged", a, "tf", "--average", pretraining("default_electra").toString());
  }

  @Test
  void newTokensGetTheMeanEmbeddingAndALineInTheVocabulary() throws IOException {
    Path original = pretraining("default_electra");
    Path tokens = Files.writeString(dir.resolve("new.txt"), "aaa\nbbb\n");
    Path out = dir.resolve("out/model");

    convert(
        original,
        out,
        "tf",
        "--add-tokens",
        tokens.toString(),
        "--vocab-file",
        vocabulary().toString());

    float[] old = floats(original, "electra/embeddings/word_embeddings");
    float[] grown = floats(out, "electra/embeddings/word_embeddings");
    assertThat(grown).hasSize(202 * 16).startsWith(old);
    double sum = 0;
    for (int row = 0; row < 200; row++) {
      sum += old[row * 16 + 3];
    }
    assertThat(grown[201 * 16 + 3]).isEqualTo((float) (sum / 200));
    assertThat(floats(out, "generator_predictions/output_bias")).hasSize(202);
    assertThat(Files.readAllLines(dir.resolve("out/vocab.txt")))
        .hasSize(202)
        .endsWith("aaa", "bbb");
    Files.writeString(tokens, "aaa\ntok005\n");
    expect(
        "line 2",
        original,
        "tf",
        "--add-tokens",
        tokens.toString(),
        "--vocab-file",
        vocabulary().toString());
  }

  @Test
  void positionsGrowByRepetition() {
    Path original = pretraining("default_electra");

    convert(original, dir.resolve("out"), "tf", "--positions", "150");

    float[] old = floats(original, "electra/embeddings/position_embeddings");
    float[] grown = floats(dir.resolve("out"), "electra/embeddings/position_embeddings");
    assertThat(grown).hasSize(150 * 16).startsWith(old);
    assertThat(grown[149 * 16 + 5]).isEqualTo(old[(149 - 128) * 16 + 5]);
    expect("cannot grow to 63", original, "tf", "--positions", "63");
  }

  @Test
  void whatCannotBeCarriedIsRefusedWithTheReason() {
    expect("two towers", pretraining("electric"), "hf", "--part", "generator");
    expect("holds no generator", pretraining("uniform_generator"), "hf", "--part", "generator");
    expect("does not tell the number of attention heads", pretraining("mlm_only"), "hf");
    expect("expected a divisor", pretraining("mlm_only"), "hf", "--num-attention-heads", "5");
    expect("200", pretraining("mlm_only"), "hf", "--vocab-file", shortVocabulary().toString());
    expect("--format is 'x'", pretraining("mlm_only"), "x");
  }

  @Test
  void aClassifierThatWasTrainedInHuggingFaceIsRefusedButItsEncoderTaken() {
    toHuggingFace(finetuned("cola_decay_off", "init.ckpt"));
    Path file = dir.resolve("hf/model.safetensors");
    List<NamedTensor> tensors = new ArrayList<>();
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      for (TensorInfo info : reader.tensors().values()) {
        ByteBuffer bytes = reader.read(info.name());
        if (info.name().equals("classifier.dense.weight")) {
          bytes.putFloat(bytes.limit() - 4, 1f);
        }
        tensors.add(new NamedTensor(info, () -> bytes));
      }
    }
    SafetensorsWriter.write(file, Map.of(), tensors);

    expect("hidden layer with gelu", dir.resolve("hf"), "tf");
    convert(dir.resolve("hf"), dir.resolve("back"), "tf", "--architecture", "ElectraModel");
    assertThat(tensors(dir.resolve("back")).keySet()).allMatch(n -> n.startsWith("electra/"));
    convert(dir.resolve("hf"), dir.resolve("again"), "hf", "--dtype", "float16");
    assertThat(architecture(dir.resolve("again"))).isEqualTo("ElectraForSequenceClassification");
  }

  @Test
  void aModelThatComputesSomethingElseIsRefused() throws IOException {
    toHuggingFace(pretraining("default_electra"));
    Path config = dir.resolve("hf/config.json");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("\"gelu\"", "\"gelu_new\""));
    expect("hidden_act is gelu_new", dir.resolve("hf"), "tf");
    Files.writeString(config, text.replace("\"absolute\"", "\"relative_key\""));
    expect("position_embedding_type", dir.resolve("hf"), "tf");
    Files.writeString(config, text.replace("1.0E-12", "1e-5"));
    expect("layer_norm_eps", dir.resolve("hf"), "tf");
  }

  @Test
  void bertsEncoderIsTakenAndThePoolerLeftOut() {
    List<NamedTensor> tensors = new ArrayList<>();
    toHuggingFace(pretraining("embedding_size_is_hidden"), "--architecture", "ElectraModel");
    try (SafetensorsReader reader = SafetensorsReader.open(dir.resolve("hf/model.safetensors"))) {
      for (TensorInfo info : reader.tensors().values()) {
        ByteBuffer bytes = reader.read(info.name());
        tensors.add(NamedTensor.of("bert." + info.name(), info.dtype(), info.shape(), () -> bytes));
      }
    }
    tensors.add(NamedTensor.ofFloats("bert.pooler.dense.bias", new long[] {32}, new float[32]));
    SafetensorsWriter.write(dir.resolve("bert.safetensors"), Map.of(), tensors);

    convert(dir.resolve("bert.safetensors"), dir.resolve("tf"), "tf");

    assertThat(output.err()).contains("left out, as ELECTRA has none: bert.pooler.dense.bias");
    assertThat(tensors(pretraining("embedding_size_is_hidden")))
        .containsAllEntriesOf(tensors(dir.resolve("tf")));
  }

  @Test
  void aTensorThatIsMissingIsNamed() {
    Path broken = dir.resolve("broken");
    List<NamedTensor> tensors = new ArrayList<>();
    try (TensorBundleReader reader = TensorBundleReader.open(pretraining("default_electra"))) {
      for (TensorInfo info : reader.tensors().values()) {
        if (!info.name().endsWith("layer_1/output/LayerNorm/beta")) {
          tensors.add(new NamedTensor(info, () -> reader.read(info.name())));
        }
      }
      TensorBundleWriter.write(broken, tensors);
    }
    expect(
        "electra.encoder.layer.1.output.LayerNorm.bias of shape [32] is missing",
        broken,
        "hf",
        "--num-attention-heads",
        "4");
  }

  private void toHuggingFace(Path from, String... options) {
    List<String> more = new ArrayList<>(List.of(options));
    more.addAll(List.of("--num-attention-heads", "4", "--vocab-file", vocabulary().toString()));
    convert(from, dir.resolve("hf"), "hf", more.toArray(String[]::new));
  }

  private void convert(Path from, Path to, String format, String... options) {
    output.reset();
    assertThat(run(from, to, format, options)).as(output.err()).isZero();
  }

  private void expect(String message, Path from, String format, String... options) {
    output.reset();
    assertThat(run(from, dir.resolve("refused"), format, options)).isEqualTo(2);
    assertThat(output.err()).contains(message);
    assertThat(output.err().lines()).hasSize(1);
  }

  private static int run(Path from, Path to, String format, String... options) {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("convert-checkpoint", "--from", from.toString(), "--to", to.toString()));
    args.addAll(List.of("--format", format));
    args.addAll(List.of(options));
    return Main.run(args.toArray(String[]::new));
  }

  private Path hf(String part) {
    return dir.resolve("hf").resolve(part);
  }

  private Path shortVocabulary() {
    try {
      return Files.write(dir.resolve("short.txt"), Files.readAllLines(vocabulary()).subList(0, 20));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String architecture(Path directory) {
    return Json.read(directory.resolve("config.json")).get("architectures").get(0).textValue();
  }

  private static Map<String, String> tensors(Path prefix) {
    Map<String, String> tensors = new TreeMap<>();
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      for (TensorInfo info : reader.tensors().values()) {
        ByteBuffer bytes = reader.read(info.name());
        tensors.put(info.name(), info + " " + java.util.Arrays.hashCode(bytes.array()));
      }
    }
    return tensors;
  }

  private static float[] floats(Path prefix, String name) {
    try (TensorBundleReader reader = TensorBundleReader.open(prefix)) {
      return reader.readFloats(name);
    }
  }

  private static Path vocabulary() {
    return Reference.tinyVocabulary();
  }

  private static Path pretraining(String variant) {
    return Reference.folder("pretraining").resolve(variant).resolve("init.ckpt");
  }

  private static Path finetuned(String run, String checkpoint) {
    return Reference.folder("finetune").resolve(run).resolve(checkpoint);
  }
}
