package org.electra4j.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.electra4j.checkpoint.NamedTensor;
import org.electra4j.checkpoint.TensorBundleReader;
import org.electra4j.checkpoint.TensorBundleWriter;
import org.electra4j.io.BadInputException;
import org.electra4j.io.Npz;
import org.electra4j.parity.replay.ReplaySettings;
import org.electra4j.parity.replay.Replays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One value changed anywhere in a bundle is found, and its place is named. */
class BrokenBundleTest {
  @TempDir Path root;

  @BeforeEach
  void unpack() {
    BuiltInBundle.unpack(root);
  }

  private CaseResult replay(String title) throws InterruptedException {
    ParityCase wanted =
        Replays.cases(ReferenceBundle.open(root, null, null), ReplaySettings.DEFAULT).stream()
            .filter(one -> one.title().equals(title))
            .findFirst()
            .orElseThrow();
    return wanted.run();
  }

  @Test
  void aWeightIsFoundInTheLayerThatItBelongsTo() throws Exception {
    Path checkpoint = root.resolve("pretraining/default_electra/init.ckpt");
    changeWeight(checkpoint, "electra/encoder/layer_1/output/dense/bias");

    CaseResult result = replay("pretraining/default_electra");

    assertThat(result.outcome()).isEqualTo(CaseResult.Outcome.FAIL);
    assertThat(result.failure().orElseThrow())
        .startsWith("departs at discriminator/layer_1_output: [0, 0, 0]: ours ");
    assertThat(result.comparisons())
        .filteredOn(c -> c.name().equals("discriminator/layer_0_output"))
        .allMatch(Comparison::passed);
  }

  @Test
  void aGradientIsFound() throws Exception {
    String name = "unclipped/electra/encoder/layer_2/intermediate/dense/kernel";
    Path file = root.resolve("optimizer/mlm_only/gradients_step_0.npz");
    changeLastFloat(file, name);

    assertThat(replay("optimizer/mlm_only").failure().orElseThrow())
        .startsWith("departs at step 0: gradient " + name + ": [31, 63]: ours ");
  }

  @Test
  void aTokenIsFoundWithItsText() throws Exception {
    Path file = root.resolve("tokenization/strings.json");
    String strings = Files.readString(file);
    assertThat(strings).contains("\"hello\"");
    Files.writeString(
        file, strings.replaceFirst("\"tokens\": \\[\\s*\"hello\"", "\"tokens\": [\"hullo\""));

    assertThat(replay("tokenization/uncased").failure().orElseThrow())
        .startsWith("departs at tokens: text ")
        .contains("entry 0: ours 'hello', original 'hullo'");
  }

  @Test
  void aMissingFileIsOneLine() throws Exception {
    Files.delete(root.resolve("pretraining/electric/init.ckpt.index"));

    CaseResult result = replay("pretraining/electric");

    assertThat(result.outcome()).isEqualTo(CaseResult.Outcome.FAIL);
    assertThat(result.failure().orElseThrow()).contains("init.ckpt");
  }

  @Test
  void aDamagedArrayIsOneLine() throws Exception {
    Path file = root.resolve("pretraining/mlm_only/tensors.npz");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

    assertThat(replay("pretraining/mlm_only").failure().orElseThrow())
        .contains("tensors.npz: no readable NumPy zip file");
  }

  @Test
  void weightsThatAreNotInTheBundleAreAskedFor() throws Exception {
    Path meta = root.resolve("pretraining/mlm_only/meta.json");
    String text = Files.readString(meta);
    Files.writeString(meta, text.replaceFirst("\\{", "{\"init_checkpoint\": \"external\","));

    CaseResult result = replay("pretraining/mlm_only");

    assertThat(result.outcome()).isEqualTo(CaseResult.Outcome.SKIPPED);
    assertThat(result.skipped()).contains("--checkpoint");
  }

  @Test
  void aFolderThatNoReplayKnowsIsSkippedByName() throws Exception {
    Files.createDirectory(root.resolve("speech"));

    assertThat(replay("speech/*").outcome()).isEqualTo(CaseResult.Outcome.SKIPPED);
  }

  @Test
  void otherDirectoriesAndNewerVersionsAreRefused() throws Exception {
    assertThatThrownBy(
            () ->
                Replays.cases(
                    ReferenceBundle.open(Files.createDirectory(root.resolve("empty")), null, null),
                    ReplaySettings.DEFAULT))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no reference bundle");
    Files.writeString(root.resolve("bundle.json"), "{\"version\": 2}");
    assertThatThrownBy(() -> ReferenceBundle.open(root, null, null))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("version is 2, expected 1");
  }

  private static void changeWeight(Path checkpoint, String variable) {
    Map<String, NamedTensor> tensors = new TreeMap<>();
    try (TensorBundleReader reader = TensorBundleReader.open(checkpoint)) {
      reader
          .tensors()
          .forEach(
              (name, info) -> {
                ByteBuffer bytes = ByteBuffer.allocate(reader.read(name).remaining());
                bytes.order(ByteOrder.LITTLE_ENDIAN).put(reader.read(name)).flip();
                tensors.put(name, new NamedTensor(info, bytes::duplicate));
                if (name.equals(variable)) {
                  bytes.putFloat(0, bytes.getFloat(0) + 0.01f);
                }
              });
    }
    TensorBundleWriter.write(checkpoint, tensors.values());
  }

  private static void changeLastFloat(Path file, String array) throws IOException {
    float[] values = Npz.read(file).floats(array);
    byte[] bytes = Files.readAllBytes(file);
    // Arrays are stored as they are: the header in the archive is followed by the values.
    int at = indexOf(bytes, (array + ".npy").getBytes(StandardCharsets.UTF_8));
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer wanted = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    wanted.putFloat(values[0]).putFloat(values[1]);
    int first = at + indexOf(Arrays.copyOfRange(bytes, at, bytes.length), wanted.array());
    int last = first + (values.length - 1) * Float.BYTES;
    assertThat(all.getFloat(last)).isEqualTo(values[values.length - 1]);
    all.putFloat(last, all.getFloat(last) + 0.01f);
    Files.write(file, bytes);
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }
}
