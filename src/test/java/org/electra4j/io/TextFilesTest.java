package org.electra4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {
  @TempDir Path directory;

  @Test
  void linesEndAtLineFeedsAndCarriageReturnsVanish() throws IOException {
    assertThat(lines("a\rb\r\nc\n\n\u2028d\u000be\u0085f"))
        .containsExactly("ab", "c", "", "\u2028d\u000be\u0085f");
  }

  @Test
  void aFinalLineFeedStartsNoLine() throws IOException {
    assertThat(lines("a\n")).containsExactly("a");
    assertThat(lines("a\n\n")).containsExactly("a", "");
    assertThat(lines("")).isEmpty();
  }

  @Test
  void linesLongerThanTheBufferStayWhole() throws IOException {
    String longLine = "é日😀x".repeat(50_000);

    assertThat(lines("b\n" + longLine + "\nc")).containsExactly("b", longLine, "c");
  }

  @Test
  void replacementCharactersInTheTextAreText() throws IOException {
    assertThat(lines("a\ufffdb")).containsExactly("a\ufffdb");
  }

  @Test
  void bytesThatAreNotUtf8AreNamedWithLineAndOffset() throws IOException {
    Path file = directory.resolve("latin1.txt");
    Files.write(file, "ok é\nab\u00e9c".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TextFiles.forEachLine(file, line -> {}))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": line 1 is not UTF-8: bad byte 0xe9 at byte offset 3");

    Files.write(file, new byte[] {'a', '\n', 'b', 'b', (byte) 0xe2, (byte) 0x82});
    assertThatThrownBy(() -> TextFiles.forEachLine(file, line -> {}))
        .hasMessage(file + ": line 2 is not UTF-8: bad byte 0xe2 at byte offset 4");
  }

  @Test
  void filesComeInTheOrderOfTheirNamesByCodePoint() throws IOException {
    for (String name :
        List.of("b.txt", "\ud83d\ude00", "\uff5e", "B.txt", ".hidden", "a10", "a2")) {
      Files.writeString(directory.resolve(name), "");
    }
    Files.createDirectory(directory.resolve("a5"));

    assertThat(TextFiles.list(directory))
        .extracting(file -> file.getFileName().toString())
        .containsExactly(".hidden", "B.txt", "a10", "a2", "b.txt", "\uff5e", "\ud83d\ude00");
  }

  @Test
  void anUnusableDirectoryIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertThatThrownBy(() -> TextFiles.list(directory.resolve("none")))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("none: no such directory");
    assertThatThrownBy(() -> TextFiles.list(file)).hasMessageEndingWith("is not a directory");
    assertThatThrownBy(() -> TextFiles.list(empty)).hasMessageContaining("holds no files");
  }

  private static List<String> lines(String text) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Utf8LineReader reader =
        new Utf8LineReader(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text")) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
      assertThat(reader.linesRead()).isEqualTo(lines.size());
      assertThat(reader.bytesRead()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }
    return lines;
  }
}
