package org.electra4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;

class CheckpointManagerTest {
  @TempDir Path root;
  private Path dir;

  @BeforeEach
  void nameDirectory() {
    dir = root.resolve("models/run");
  }

  @Test
  void theNewestFewStayAndTheStateFileNamesThem() throws IOException {
    CheckpointManager manager = new CheckpointManager(dir, 2);
    assertThat(manager.latest()).isEmpty();
    for (long step : new long[] {0, 5, 10, 15}) {
      assertThat(save(manager, step)).isEqualTo(dir.resolve("model.ckpt-" + step));
    }
    assertThat(files())
        .containsExactly(
            "checkpoint",
            "model.ckpt-10.data-00000-of-00001",
            "model.ckpt-10.index",
            "model.ckpt-10.training-state.json",
            "model.ckpt-15.data-00000-of-00001",
            "model.ckpt-15.index",
            "model.ckpt-15.training-state.json");
    assertThat(state())
        .isEqualTo(new CheckpointState("model.ckpt-15", List.of("model.ckpt-10", "model.ckpt-15")));
    assertThat(manager.latest()).contains(dir.resolve("model.ckpt-15"));
  }

  @Test
  void zeroKeepsAll() throws IOException {
    CheckpointManager manager = new CheckpointManager(dir, 0);
    for (int step = 1; step <= 9; step++) {
      save(manager, step);
    }
    assertThat(state().all()).hasSize(9);
    assertThat(files()).hasSize(1 + 3 * 9);
  }

  @Test
  void aNegativeNumberToKeepIsRefused() {
    assertThatThrownBy(() -> new CheckpointManager(dir, -1))
        .isInstanceOf(BadInputException.class)
        .hasMessage("keep_checkpoint_max is -1, expected 0 or more");
  }

  @Test
  void theTrainingStateBelongsToItsCheckpoint() {
    CheckpointManager manager = new CheckpointManager(dir, 0);
    Path five = save(manager, 5);
    Path six = manager.save(6, tensors(6), null);
    assertThat(CheckpointManager.trainingState(five)).contains("{\"step\": 5}");
    assertThat(CheckpointManager.trainingState(six)).isEmpty();
  }

  @Test
  void anotherProcessGoesOnWithTheList() throws IOException {
    save(new CheckpointManager(dir, 2), 1);
    save(new CheckpointManager(dir, 2), 2);
    save(new CheckpointManager(dir, 2), 3);
    assertThat(state().all()).containsExactly("model.ckpt-2", "model.ckpt-3");
    assertThat(dir.resolve("model.ckpt-1.index")).doesNotExist();
  }

  @Test
  void absolutePathsInTheStateFileAreTheSameCheckpoints() throws IOException {
    CheckpointManager manager = new CheckpointManager(dir, 2);
    save(manager, 1);
    save(manager, 2);
    String one = dir.resolve("model.ckpt-1").toAbsolutePath().toString();
    String two = dir.resolve("model.ckpt-2").toAbsolutePath().toString();
    new CheckpointState(two, List.of(one, two)).write(dir);
    save(manager, 3);
    assertThat(state().all()).containsExactly("model.ckpt-2", "model.ckpt-3");
  }

  @Test
  void savingTheSameStepAgainKeepsOneOfIt() throws IOException {
    CheckpointManager manager = new CheckpointManager(dir, 3);
    save(manager, 1);
    save(manager, 2);
    save(manager, 2);
    assertThat(state().all()).containsExactly("model.ckpt-1", "model.ckpt-2");
    manager.save(2, tensors(7), "{}");
    try (TensorBundleReader reader = TensorBundleReader.open(manager.latest().orElseThrow())) {
      assertThat(reader.readLong("global_step")).isEqualTo(7);
    }
  }

  @Test
  void filesThatAreNotCheckpointsOfARunAreNeverDeleted() throws IOException {
    Files.createDirectories(dir);
    TensorBundleWriter.write(dir.resolve("electra_small"), tensors(0));
    Files.writeString(dir.resolve("model.ckpt-1.txt"), "mine");
    Path elsewhere = root.resolve("model.ckpt-1");
    TensorBundleWriter.write(elsewhere, tensors(1));
    new CheckpointState("electra_small", List.of(elsewhere.toString(), "electra_small")).write(dir);
    CheckpointManager manager = new CheckpointManager(dir, 1);
    assertThat(manager.latest()).contains(dir.resolve("electra_small"));
    save(manager, 2);
    save(manager, 3);
    assertThat(BundleFiles.index(elsewhere)).exists();
    assertThat(files()).contains("electra_small.index", "model.ckpt-1.txt", "model.ckpt-3.index");
    assertThat(files()).doesNotContain("model.ckpt-2.index");
  }

  @ParameterizedTest
  @ValueSource(strings = {".index", ".data-00000-of-00001"})
  void aDamagedNewestOneGivesWayToTheOneBefore(String suffix) throws IOException {
    CheckpointManager manager = new CheckpointManager(dir, 3);
    save(manager, 1);
    save(manager, 2);
    Path file = dir.resolve("model.ckpt-2" + suffix);
    byte[] zeros = new byte[(int) Files.size(file)];
    for (byte[] content : List.of(zeros, new byte[3], new byte[0])) {
      Files.write(file, content);
      assertThat(manager.latest()).contains(dir.resolve("model.ckpt-1"));
    }
    Files.delete(file);
    assertThat(manager.latest()).contains(dir.resolve("model.ckpt-1"));
    save(manager, 2);
    assertThat(manager.latest()).contains(dir.resolve("model.ckpt-2"));
  }

  @Test
  void whenAllAreDamagedTrainingDoesNotStartOverInSilence() throws IOException {
    CheckpointManager manager = new CheckpointManager(dir, 3);
    save(manager, 1);
    Files.write(dir.resolve("model.ckpt-1.data-00000-of-00001"), new byte[0]);
    assertThatThrownBy(manager::latest)
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("no checkpoint in " + dir + " is whole: ")
        .hasMessageContaining("model.ckpt-1.data-00000-of-00001: damaged or cut short");
  }

  /** All states of the disk between the steps of a save, with the first files it leaves behind. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void aKillBetweenAnyTwoStepsOfASaveLeavesAWholeCheckpointAndIsCleanedUp(int stepsDone)
      throws IOException {
    CheckpointManager manager = new CheckpointManager(dir, 2);
    save(manager, 1);
    save(manager, 2);
    Path next = root.resolve("next");
    save(new CheckpointManager(next, 2), 3);
    Path data = Path.of("model.ckpt-3.data-00000-of-00001");
    Path index = Path.of("model.ckpt-3.index");
    Path sidecar = Path.of("model.ckpt-3.training-state.json");
    if (stepsDone >= 0) {
      Files.write(dir.resolve("." + data + ".tmp-77"), new byte[5]);
      Files.write(dir.resolve("." + index + ".tmp-77"), new byte[5]);
    }
    if (stepsDone >= 1) {
      Files.copy(next.resolve(sidecar), dir.resolve(sidecar));
    }
    if (stepsDone >= 2) {
      Files.copy(next.resolve(data), dir.resolve(data));
    }
    if (stepsDone >= 3) {
      Files.copy(next.resolve(index), dir.resolve(index));
      Files.writeString(dir.resolve(".checkpoint.tmp-77"), "model_ch");
    }
    if (stepsDone >= 4) {
      new CheckpointState("model.ckpt-3", List.of("model.ckpt-2", "model.ckpt-3")).write(dir);
    }
    if (stepsDone >= 5) {
      Files.delete(dir.resolve("model.ckpt-1.index"));
    }

    String expected = stepsDone >= 4 ? "model.ckpt-3" : "model.ckpt-2";
    CheckpointManager resumed = new CheckpointManager(dir, 2);
    assertThat(resumed.latest()).contains(dir.resolve(expected));
    assertThat(CheckpointPaths.resolve(dir)).isEqualTo(dir.resolve(expected));
    save(resumed, 4); // the interval may be another one, so that 3 is not saved again
    save(resumed, 5);
    assertThat(state().all()).containsExactly("model.ckpt-4", "model.ckpt-5");
    assertThat(files())
        .allMatch(name -> name.matches("checkpoint|model\\.ckpt-[45]\\..*"))
        .hasSize(7);
  }

  @Test
  void aFailedSaveLeavesTheCheckpointsBeforeIt() throws IOException {
    CheckpointManager manager = new CheckpointManager(dir, 1);
    save(manager, 1);
    List<String> before = files();
    List<NamedTensor> broken =
        List.of(NamedTensor.of("a", DataType.DT_FLOAT, new long[] {1}, () -> null));
    assertThatThrownBy(() -> manager.save(2, broken, "{}"))
        .isInstanceOf(NullPointerException.class);
    assertThat(files()).isEqualTo(before);
    assertThat(manager.latest()).contains(dir.resolve("model.ckpt-1"));
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsOneClearLine() throws IOException {
    Files.createDirectories(dir.getParent());
    Files.writeString(dir, "a file in the way");
    CheckpointManager manager = new CheckpointManager(dir, 1);
    assertThatThrownBy(() -> save(manager, 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("cannot write " + dir.resolve("model.ckpt-1"));
  }

  private static Path save(CheckpointManager manager, long step) {
    return manager.save(step, tensors(step), "{\"step\": " + step + "}");
  }

  private static List<NamedTensor> tensors(long step) {
    return List.of(
        NamedTensor.ofLong("global_step", step),
        NamedTensor.ofFloats("kernel", new long[] {2, 2}, new float[] {step, 1, 2, 3}));
  }

  private CheckpointState state() {
    return CheckpointState.read(dir).orElseThrow();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
