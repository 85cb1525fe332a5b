package org.electra4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.electra4j.io.BadInputException;
import org.electra4j.io.MaskedCrc32c;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.IntList;
import org.electra4j.tokenization.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenStoreTest {
  private final Vocabulary vocabulary = Vocabulary.read(Reference.tinyVocabulary());

  @TempDir private Path directory;

  @Test
  void everyPieceOfEveryDocumentIsReadAsItWasWritten() throws IOException {
    int[] lengths = {1, 5000, 3, 2047, 2048, 2049, 700};
    TokenStore store = TokenStore.open(TokenStores.write(directory, lengths), vocabulary);

    assertThat(store.documents()).isEqualTo(lengths.length);
    assertThat(store.tokens()).isEqualTo(Arrays.stream(lengths).sum());
    for (int document = 0; document < lengths.length; document++) {
      assertThat(store.length(document)).isEqualTo(lengths[document]);
      for (int start : new int[] {0, lengths[document] / 2, lengths[document] - 1}) {
        assertThat(read(store, document, start, lengths[document] - start))
            .isEqualTo(expected(document, start, lengths[document] - start));
      }
    }
  }

  @Test
  void readingDoesNotGoOverTheEndOfADocument() throws IOException {
    TokenStore store = TokenStore.open(TokenStores.write(directory, 4, 4));

    assertThatThrownBy(() -> read(store, 0, 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> read(store, 0, -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aStoreThatIsMappedInManyPiecesReadsTheSame() throws IOException {
    Path file = TokenStores.write(directory, 9000, 1, 9000, 5);
    TokenStore pieces = TokenStore.open(file, TokenStoreHeader.BLOCK);

    assertThat(read(pieces, 2, 0, 9000)).isEqualTo(expected(2, 0, 9000));
    assertThat(read(pieces, 3, 0, 5)).isEqualTo(expected(3, 0, 5));
  }

  @Test
  void largeVocabulariesTakeFourBytesAnId() throws IOException {
    IntList lengths = new IntList();
    lengths.add(2);
    lengths.add(1);
    Path ids = directory.resolve("ids");
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(ids, bytes.putInt(70_000).putInt(3).putInt(65_535).array());
    TokenStoreHeader header = new TokenStoreHeader(4, 70_001, 2, 3, "0".repeat(64));
    Path file = directory.resolve("store");
    List<TokenStoreJob.Part> parts = List.of(new TokenStoreJob.Part(ids, 0, 12, lengths));
    TokenStoreWriter.write(header, parts, Files.newOutputStream(file));
    TokenStore store = TokenStore.open(file);

    assertThat(read(store, 0, 0, 2)).containsExactly(70_000, 3);
    assertThat(read(store, 1, 0, 1)).containsExactly(65_535);
  }

  @Test
  void theStoreDoesNotDependOnTheNumberOfJobs() throws IOException {
    Path corpus = Files.createDirectory(directory.resolve("corpus"));
    for (int i = 0; i < 7; i++) {
      Files.writeString(
          corpus.resolve("text-" + i), "tok005 tok006\n\n" + TokenStores.word(10 + i));
    }
    Files.writeString(corpus.resolve("text-4"), " \n\n\n");
    Path one = directory.resolve("one");
    Path many = directory.resolve("many");
    TokenStoreSummary summary = TokenStores.build(corpus, TokenStores.tokenizer(), one, 1);
    TokenStores.build(corpus, TokenStores.tokenizer(), many, 3);

    assertThat(many).hasSameBinaryContentAs(one);
    assertThat(summary.documents()).isEqualTo(12);
    assertThat(summary.tokens()).isEqualTo(18);
    assertThat(summary.fileBytes()).isEqualTo(Files.size(one));
    assertThat(summary.files()).isEqualTo(7);
    assertThat(read(TokenStore.open(one), 11, 0, 1)).containsExactly(16);
  }

  @Test
  void aFailedBuildLeavesTheOldStoreAndNothingElse() throws IOException {
    Path file = TokenStores.write(directory, 3);
    byte[] before = Files.readAllBytes(file);
    Files.write(directory.resolve("corpus/bad.txt"), new byte[] {'a', (byte) 0xFF});

    assertThatThrownBy(
            () -> TokenStores.build(directory.resolve("corpus"), TokenStores.tokenizer(), file, 2))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("bad.txt: line 1 is not UTF-8");

    assertThat(file).hasBinaryContent(before);
    try (Stream<Path> all = Files.list(directory)) {
      assertThat(all).hasSize(2);
    }
  }

  @Test
  void anyFlippedByteIsFoundWhenItsPartIsRead() throws IOException {
    Path file = TokenStores.write(directory, 3000, 100);
    byte[] good = Files.readAllBytes(file);
    for (int at = 0; at < good.length; at += 61) {
      byte[] bad = good.clone();
      bad[at] ^= 0x10;
      Files.write(file, bad);

      assertThatThrownBy(
              () -> {
                TokenStore store = TokenStore.open(file, vocabulary);
                read(store, 0, 0, 3000);
                read(store, 1, 0, 100);
              })
          .as("byte " + at)
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith(file.toString());
    }
  }

  @Test
  void verifyingFindsEveryBadBlock() throws IOException {
    Path file = TokenStores.write(directory, 3000, 100);
    List<Long> progress = new ArrayList<>();
    TokenStoreVerifier.Result good =
        TokenStoreVerifier.verify(file, Optional.of(vocabulary), progress::add);
    byte[] bytes = Files.readAllBytes(file);
    bytes[TokenStoreHeader.BYTES] ^= 1;
    bytes[TokenStoreHeader.BYTES + TokenStoreHeader.BLOCK] ^= 1;
    Files.write(file, bytes);
    TokenStoreVerifier.Result bad = TokenStoreVerifier.verify(file, Optional.empty(), done -> {});

    assertThat(good).isEqualTo(new TokenStoreVerifier.Result(2, 3100, 200, 0, List.of()));
    assertThat(progress).containsExactly(4096L, 6200L);
    assertThat(bad.badBlocks()).isEqualTo(2);
    assertThat(bad.problems())
        .containsExactly(
            file + ": byte offset 72: checksum of the block is wrong",
            file + ": byte offset 4168: checksum of the block is wrong");
  }

  @Test
  void aTruncatedFileIsFound() throws IOException {
    Path file = TokenStores.write(directory, 30);
    byte[] good = Files.readAllBytes(file);
    for (int size = 0; size < good.length; size++) {
      Files.write(file, Arrays.copyOf(good, size));
      assertThatThrownBy(() -> TokenStore.open(file)).isInstanceOf(BadInputException.class);
    }
    Files.write(file, good);
    assertThatCode(() -> TokenStore.open(file)).doesNotThrowAnyException();
  }

  @Test
  void foreignFilesAndVocabulariesAreNamed() throws IOException {
    Path file = TokenStores.write(directory, 30);
    Vocabulary other =
        Vocabulary.of(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), "other");

    assertFails(
        "was made with another vocabulary (of 200 tokens)", () -> TokenStore.open(file, other));
    assertFails(
        "is not a token store, expected a file that build-token-store wrote",
        () -> TokenStore.open(Reference.tinyVocabulary()));
    assertFails("no such file", () -> TokenStore.open(directory.resolve("nowhere")));
    assertFails("not a file", () -> TokenStore.open(directory));
    assertThat(TokenStore.isOne(file)).isTrue();
    assertThat(TokenStore.isOne(Reference.tinyVocabulary())).isFalse();
    assertThat(TokenStore.isOne(directory)).isFalse();
  }

  @Test
  void headersThatLieAreRefusedThoughTheirChecksumsAreRight() throws IOException {
    Path file = TokenStores.write(directory, 30);
    byte[] good = Files.readAllBytes(file);

    assertFails("version 2", () -> TokenStore.open(withHeader(file, good, 8, 2)));
    assertFails("impossible", () -> TokenStore.open(withHeader(file, good, 12, 3)));
    assertFails("impossible", () -> TokenStore.open(withHeader(file, good, 16, 0)));
    assertFails("impossible", () -> TokenStore.open(withHeader(file, good, 20, 0)));
    assertFails("impossible", () -> TokenStore.open(withHeader(file, good, 32, 1 << 30)));
    assertFails("expected", () -> TokenStore.open(withHeader(file, good, 28, 40)));
  }

  /** Puts a number into the header, with a checksum that fits. */
  private static Path withHeader(Path file, byte[] good, int at, int value) throws IOException {
    byte[] bytes = good.clone();
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(at, value);
    int crc = TokenStoreHeader.BYTES - 4;
    header.putInt(crc, MaskedCrc32c.of(bytes, 0, crc));
    return Files.write(file, bytes);
  }

  private interface Opening {
    void run() throws IOException;
  }

  private static void assertFails(String message, Opening opening) {
    assertThatThrownBy(opening::run)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  private static int[] read(TokenStore store, long document, int start, int count) {
    int[] ids = new int[count];
    store.read(document, start, count, ids, 0);
    return ids;
  }

  private static int[] expected(int document, int start, int count) {
    return IntStream.range(start, start + count).map(i -> TokenStores.id(document, i)).toArray();
  }
}
