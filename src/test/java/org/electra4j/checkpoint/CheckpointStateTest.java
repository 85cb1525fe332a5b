package org.electra4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.io.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStateTest {
  @TempDir Path dir;

  @Test
  void theTextIsThatOfTensorFlowsSaver() throws IOException {
    new CheckpointState("model.ckpt-7", List.of("model.ckpt-3", "model.ckpt-7")).write(dir);
    assertThat(dir.resolve("checkpoint"))
        .hasContent(
            """
            model_checkpoint_path: "model.ckpt-7"
            all_model_checkpoint_paths: "model.ckpt-3"
            all_model_checkpoint_paths: "model.ckpt-7"
            """);
  }

  @Test
  void quotesBackslashesAndLettersBeyondAsciiAreEscaped() throws IOException {
    CheckpointState state = new CheckpointState("/é \"q\\ d/m", List.of("/é \"q\\ d/m"));
    state.write(dir);
    assertThat(Files.readString(dir.resolve("checkpoint")))
        .startsWith("model_checkpoint_path: \"/\\303\\251 \\\"q\\\\ d/m\"\n");
    assertThat(CheckpointState.read(dir)).contains(state);
  }

  @Test
  void timestampsOfNewerTensorFlowAndUnescapedTextAreRead() throws IOException {
    write(
        """
        # a comment
        model_checkpoint_path: 'é/ckpt-2'
        all_model_checkpoint_paths: "ckpt-1"
        all_model_checkpoint_timestamps: 1700000000.25
        last_preserved_timestamp: 1.5e9
        """);
    assertThat(CheckpointState.read(dir))
        .contains(new CheckpointState("é/ckpt-2", List.of("ckpt-1")));
  }

  @Test
  void noFileIsNoState() {
    assertThat(CheckpointState.read(dir)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "model_checkpoint_path",
        "model_checkpoint_path: \"a",
        "model_checkpoint_path: 3",
        "unknown: \"a\"",
        "model_checkpoint_path: \"a\" }",
        "a{a{a{"
      })
  void anythingElseIsRefusedInOneLine(String text) throws IOException {
    write(text);
    assertThatThrownBy(() -> CheckpointState.read(dir))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(dir.resolve("checkpoint").toString())
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void bytesThatAreNotTextAreRefused() throws IOException {
    Files.write(dir.resolve("checkpoint"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> CheckpointState.read(dir))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void aNameThatCannotBeAPathIsRefused() {
    CheckpointState state = new CheckpointState("a\0b", List.of());
    assertThatThrownBy(() -> state.newestFirst(dir))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("not a path: a\\000b");
  }

  @Test
  void theNewestComesFirstAndOnce() throws IOException {
    CheckpointState state = new CheckpointState("b", List.of("a", "c", "b"));
    assertThat(state.newestFirst(dir))
        .containsExactly(dir.resolve("b"), dir.resolve("c"), dir.resolve("a"));
  }

  @Test
  void absolutePathsOfAMovedDirectoryAreFoundBesideTheFile() throws IOException {
    Files.writeString(dir.resolve("here.index"), "");
    Path elsewhere = Files.createDirectory(dir.resolve("other")).resolve("there");
    Files.writeString(BundleFiles.index(elsewhere), "");
    CheckpointState state =
        new CheckpointState("/gone/here", List.of(elsewhere.toString(), "/gone/here"));
    assertThat(state.newestFirst(dir)).containsExactly(dir.resolve("here"), elsewhere);
  }

  private void write(String text) throws IOException {
    Files.writeString(dir.resolve("checkpoint"), text);
  }
}
