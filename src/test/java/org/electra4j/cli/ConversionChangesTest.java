package org.electra4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a conversion changes in the weights when asked to. */
@Isolated("takes over standard output and standard error")
class ConversionChangesTest extends ConversionTestCase {
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
}
