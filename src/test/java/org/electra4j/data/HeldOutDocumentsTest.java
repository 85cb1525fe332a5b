package org.electra4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutDocumentsTest {
  private static final int DOCUMENTS = 1000;

  @TempDir Path directory;

  private static List<String> documents(Corpus corpus) throws IOException {
    List<String> documents = new ArrayList<>();
    for (Corpus.Source source : corpus.files()) {
      source.forEachDocument(
          new PythonRandom(0),
          (text, where) -> {
            String all = new String(text.readAllBytes(), StandardCharsets.UTF_8);
            Arrays.stream(all.split("\n\\s*\n", -1))
                .map(String::strip)
                .filter(d -> !d.isEmpty())
                .forEach(documents::add);
          });
    }
    return documents;
  }

  @Test
  void everyDocumentIsInExactlyOnePart() throws IOException {
    String text =
        IntStream.range(0, DOCUMENTS)
            .mapToObj(i -> "first line of " + i + "\nsecond line, ä\n")
            .collect(Collectors.joining(" \r\n"));
    Files.writeString(directory.resolve("a.txt"), text);
    Files.writeString(directory.resolve("b.txt"), "without an end");
    HeldOutDocuments parts = new HeldOutDocuments(TextCorpus.of(directory), 0.1);

    List<String> training = documents(parts.training());
    List<String> heldOut = documents(parts.heldOut());

    assertThat(training).doesNotContainAnyElementsOf(heldOut);
    assertThat(Stream.concat(training.stream(), heldOut.stream()))
        .containsExactlyInAnyOrderElementsOf(documents(TextCorpus.of(directory)));
    // 100 of 1001 documents are expected; six standard deviations are 57.
    assertThat(heldOut.size()).isBetween(43, 157);
    assertThat(documents(parts.heldOut())).isEqualTo(heldOut);
  }

  @Test
  void aShareOfNothingLeavesTheCorpusAsItIs() throws IOException {
    Files.writeString(directory.resolve("a.txt"), "one\n\ntwo\n");
    HeldOutDocuments parts = new HeldOutDocuments(TextCorpus.of(directory), 0);

    assertThat(documents(parts.training())).containsExactly("one", "two");
    assertThat(documents(parts.heldOut())).isEmpty();
  }
}
