package org.electra4j.tokenization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.io.BadInputException;
import org.electra4j.testing.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {
  private static final String SPECIAL = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";

  @TempDir Path directory;

  @Test
  void readsTheTinyVocabulary() {
    Vocabulary vocabulary = Vocabulary.read(Reference.tinyVocabulary());

    assertThat(vocabulary.size()).isEqualTo(200);
    assertThat(vocabulary.token(199)).isEqualTo("tok199");
    assertThat(vocabulary.id("tok005")).isEqualTo(5);
    assertThat(vocabulary.id("tok5")).isEqualTo(-1);
    assertThat(
            List.of(
                vocabulary.padId(),
                vocabulary.unkId(),
                vocabulary.clsId(),
                vocabulary.sepId(),
                vocabulary.maskId()))
        .containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void whitespaceAroundTokensIsDroppedAndEmptyLinesHaveIds() throws IOException {
    Vocabulary vocabulary = read(SPECIAL + " a\u3000\r\n\nb\u2028c\nlast");

    assertThat(vocabulary.tokens().subList(5, 9)).containsExactly("a", "", "b\u2028c", "last");
  }

  @Test
  void aTokenThatStandsTwiceHasTheLaterId() throws IOException {
    Vocabulary vocabulary = read(SPECIAL + "a\nb\na\n");

    assertThat(vocabulary.size()).isEqualTo(8);
    assertThat(vocabulary.id("a")).isEqualTo(7);
    assertThat(vocabulary.token(5)).isEqualTo("a");
    assertThat(new FullTokenizer(vocabulary, TextNormalization.CASED).encode("a b"))
        .containsExactly(7, 6);
  }

  @Test
  void allMissingSpecialTokensAreNamed() {
    assertThatThrownBy(() -> read("[PAD]\n[CLS]\nthe\n[mask]\n"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            directory.resolve("vocab.txt") + " lacks the special tokens [UNK] [SEP] [MASK]");
  }

  @Test
  void unreadableVocabulariesAreOneLine() throws IOException {
    assertThatThrownBy(() -> Vocabulary.read(directory.resolve("none.txt")))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("none.txt: no such file");
    assertThatThrownBy(() -> read("")).hasMessageContaining("is empty");
    Path file = directory.resolve("latin1.txt");
    Files.write(file, new byte[] {'[', 'P', '\n', (byte) 0xff});
    assertThatThrownBy(() -> Vocabulary.read(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("line 2 is not UTF-8: bad byte 0xff at byte offset 3");
    assertThatThrownBy(() -> Vocabulary.read(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageNotContaining("\n");
  }

  private Vocabulary read(String content) throws IOException {
    return Vocabulary.read(Files.writeString(directory.resolve("vocab.txt"), content));
  }
}
