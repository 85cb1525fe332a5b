package org.electra4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointPathsTest {
  @TempDir Path root;
  private Path dir;

  @BeforeEach
  void makeDirectory() throws IOException {
    dir = Files.createDirectory(root.resolve("electra_small"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/electra_small",
        "/electra_small.index",
        "/electra_small.data-00000-of-00001",
        "/electra_small.meta"
      })
  void aReleasedModelIsFoundByItsDirectoryItsPrefixOrAnyOfItsFiles(String suffix)
      throws IOException {
    make("electra_small");
    assertThat(CheckpointPaths.resolve(Path.of(dir + suffix)))
        .isEqualTo(dir.resolve("electra_small"));
  }

  @Test
  void theStateFileDecidesWhichOneADirectoryMeans() throws IOException {
    make("model.ckpt-10", "model.ckpt-20", "other");
    new CheckpointState("model.ckpt-10", List.of("model.ckpt-20", "model.ckpt-10")).write(dir);
    assertThat(CheckpointPaths.resolve(dir)).isEqualTo(dir.resolve("model.ckpt-10"));
  }

  @Test
  void whatTheStateFileNamesButIsGoneIsPassedOver() throws IOException {
    make("model.ckpt-10");
    new CheckpointState("model.ckpt-20", List.of("model.ckpt-10", "model.ckpt-20")).write(dir);
    assertThat(CheckpointPaths.resolve(dir)).isEqualTo(dir.resolve("model.ckpt-10"));
  }

  @Test
  void withoutAStateFileTheHighestStepIsTheNewest() throws IOException {
    make("model.ckpt-9", "model.ckpt-10", "model.ckpt-x", "best");
    assertThat(CheckpointPaths.resolve(dir)).isEqualTo(dir.resolve("model.ckpt-10"));
  }

  @Test
  void aDamagedStateFileIsAsGoodAsNone() throws IOException {
    make("model.ckpt-9");
    Files.writeString(dir.resolve("checkpoint"), "model_check");
    assertThat(CheckpointPaths.resolve(dir)).isEqualTo(dir.resolve("model.ckpt-9"));
  }

  @Test
  void severalWithoutAStateFileAreListed() throws IOException {
    make("a", "b");
    assertThatThrownBy(() -> CheckpointPaths.resolve(dir))
        .isInstanceOf(BadInputException.class)
        .hasMessage(dir + " holds several checkpoints, name one of them: a, b");
  }

  @Test
  void whatWasLookedForIsToldWhenNothingIsThere() throws IOException {
    assertThatThrownBy(() -> CheckpointPaths.resolve(dir))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("no checkpoint in " + dir + ": looked for what a file named");
    new CheckpointState("lost\n", List.of()).write(dir);
    assertThatThrownBy(() -> CheckpointPaths.resolve(dir))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("names there (lost\\n), and for *.index");
    Path none = dir.resolve("none");
    assertThatThrownBy(() -> CheckpointPaths.resolve(none))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "no checkpoint " + none + ": looked for a directory and for " + none + ".index");
  }

  @Test
  void theStepIsReadFromTheName() {
    assertThat(CheckpointPaths.step(Path.of("a/model.ckpt-1200"))).hasValue(1200);
    assertThat(CheckpointPaths.step(Path.of("a/electra_small"))).isEmpty();
    assertThat(CheckpointPaths.step(Path.of("model.ckpt-99999999999999999999"))).isEmpty();
  }

  private void make(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(dir.resolve(name + ".index"), "");
      Files.writeString(dir.resolve(name + ".data-00000-of-00001"), "");
    }
  }
}
