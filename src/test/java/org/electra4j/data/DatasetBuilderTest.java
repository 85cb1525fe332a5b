package org.electra4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.electra4j.io.BadInputException;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetBuilderTest {
  private final FullTokenizer tokenizer =
      new FullTokenizer(Vocabulary.read(Reference.tinyVocabulary()), TextNormalization.UNCASED);

  @TempDir private Path directory;
  private Path corpus;
  private Path output;

  @BeforeEach
  void makeFolders() throws IOException {
    corpus = Files.createDirectory(directory.resolve("corpus"));
    output = directory.resolve("output");
  }

  @Test
  void theSameSeedGivesTheSameBytesWhateverTheThreads() throws Exception {
    writeCorpus(7);
    build(3, 5, 99, false);
    Map<String, String> first = shards();
    build(3, 5, 99, true);
    Map<String, String> again = shards();
    build(3, 5, 100, true);

    assertThat(first).hasSize(5).isEqualTo(again).isNotEqualTo(shards());
  }

  @Test
  void jobsWithoutFilesLeaveTheirShardsEmpty() throws Exception {
    writeCorpus(1);

    assertThat(build(3, 6, 1, false).shards()).isEqualTo(6);

    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      sizes.add(Files.size(output.resolve("pretrain_data.tfrecord-" + i + "-of-6")));
    }
    assertThat(sizes.get(1) + sizes.get(2) + sizes.get(4) + sizes.get(5)).isZero();
    assertThat(sizes.get(0)).isPositive();
    assertThat(sizes.get(3)).isPositive();
  }

  @Test
  void shardsThatAreThereAreNeverMixedWithNewOnes() throws Exception {
    writeCorpus(1);
    build(1, 4, 1, false);
    Map<String, String> before = shards();

    assertThatThrownBy(() -> build(1, 2, 1, false))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("already holds 4 shards")
        .hasMessageContaining("--overwrite");
    assertThat(shards()).isEqualTo(before);
    build(1, 2, 1, true);
    assertThat(shards().keySet())
        .containsExactly("pretrain_data.tfrecord-0-of-2", "pretrain_data.tfrecord-1-of-2");
  }

  @Test
  void aFailureLeavesTheOutputAsItWas() throws Exception {
    writeCorpus(3);
    build(1, 2, 1, false);
    Map<String, String> before = shards();
    byte[] bad = "tok005 tok006\n".repeat(20_000).getBytes("US-ASCII");
    bad[250_001] = (byte) 0xFF;
    Path file = corpus.resolve("text-1.txt");
    Files.write(file, bad);

    assertThatThrownBy(() -> build(2, 2, 1, true))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("not UTF-8")
        .hasMessageContaining("byte offset 250001");
    assertThat(shards()).isEqualTo(before);
    assertThat(everythingIn(output)).hasSize(2);
  }

  @Test
  void whatAKilledBuildLeftIsClearedAway() throws Exception {
    writeCorpus(1);
    Path left = output.resolve(".pretrain_data-building-999999999");
    Files.createDirectories(left);
    Files.writeString(left.resolve("pretrain_data.tfrecord-0-of-1"), "half a record");

    build(1, 1, 1, false);

    assertThat(everythingIn(output)).containsExactly("pretrain_data.tfrecord-0-of-1");
  }

  @Test
  void aCorpusWithoutTextIsAnError() throws IOException {
    assertThatThrownBy(() -> build(1, 1, 1, false))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("holds no files");
    Files.writeString(corpus.resolve("a"), "\n \n\n");
    assertThatThrownBy(() -> build(1, 1, 1, false))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no text in any of the 1 files");
    assertThat(everythingIn(output)).isEmpty();
  }

  @Test
  void anOutputThatCannotBeWrittenIsAnError() throws Exception {
    writeCorpus(1);
    Files.writeString(output, "a file");

    assertThatThrownBy(() -> build(1, 1, 1, false))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("cannot write " + output);
  }

  @Test
  void aFullDiskIsAnError() {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full));

    assertThatThrownBy(() -> new TfRecordWriter(new AppendedFile(full)).write(new byte[1 << 17]))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("cannot write /dev/full: ");
  }

  @Test
  void optionsThatCannotBeAreNamed() {
    assertThatThrownBy(() -> options(1, 1, 4))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("max-seq-length is 4");
    assertThatThrownBy(() -> options(0, 1, 128))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("num-processes is 0");
    assertThatThrownBy(() -> options(3, 2, 128))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("num-out-files is 2, expected at least one for each of 3 jobs");
  }

  @Test
  void archivesThatAreNoneAreNamed() throws Exception {
    Path file = Files.writeString(corpus.resolve("a.xz"), "not an archive at all");
    assertThatThrownBy(() -> OpenWebText.of(corpus))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(file + " is neither an .xz archive nor a tar file");

    try (OutputStream out = new XZCompressorOutputStream(Files.newOutputStream(file))) {
      out.write(
          "text, but not in a tar, and long enough for a header".repeat(100).getBytes("UTF-8"));
    }
    assertThatThrownBy(() -> read(OpenWebText.of(corpus)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(file + " is not a whole archive of text files");
  }

  @Test
  void truncatedArchivesAreNamed() throws Exception {
    Path whole =
        Reference.folder("pretrain_data").resolve("openwebtext/archives/urlsf_subset00.xz");
    byte[] bytes = Files.readAllBytes(whole);
    Path file = corpus.resolve("urlsf_subset00.xz");

    for (int size = bytes.length - 1; size >= 6; size -= 37) {
      Files.write(file, Arrays.copyOf(bytes, size));
      assertThatThrownBy(() -> read(OpenWebText.of(corpus)))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(file + " is not a whole archive of text files");
    }
  }

  @Test
  void aPlainTarOfTextFilesIsAnArchiveToo() throws Exception {
    writeCorpus(2);
    Path tars = Files.createDirectory(directory.resolve("tars"));
    List<Path> files = List.of(corpus.resolve("text-1.txt"), corpus.resolve("text-0.txt"));
    BuilderGoldenTest.writeTar(tars.resolve("a.tar"), "", files);

    assertThat(read(OpenWebText.of(tars))).isEqualTo(read(TextCorpus.of(corpus)));
  }

  private static Map<String, String> read(Corpus texts) throws IOException {
    Map<String, String> content = new TreeMap<>();
    for (Corpus.Source source : texts.files()) {
      source.forEachDocument(
          new PythonRandom(0),
          (in, where) ->
              content.put(
                  where.replaceFirst(".*[/!]", ""), new String(in.readAllBytes(), "US-ASCII")));
    }
    return content;
  }

  private DatasetSummary build(int jobs, int outFiles, long seed, boolean overwrite)
      throws InterruptedException {
    DatasetOptions options = new DatasetOptions(16, jobs, outFiles, true, seed);
    return DatasetBuilder.build(
        TextCorpus.of(corpus),
        tokenizer,
        options,
        new DatasetOutput(output, overwrite),
        new BuildProgress());
  }

  private DatasetOptions options(int jobs, int outFiles, int maxSeqLength) {
    return new DatasetOptions(maxSeqLength, jobs, outFiles, true, 0);
  }

  private void writeCorpus(int files) throws IOException {
    for (int i = 0; i < files; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < 500; word++) {
        text.append("tok").append(100 + (word * 7 + i) % 100).append(word % 9 == 0 ? "\n" : " ");
      }
      Files.writeString(corpus.resolve("text-" + i + ".txt"), text);
    }
  }

  private Map<String, String> shards() throws IOException {
    Map<String, String> content = new TreeMap<>();
    for (Path file : RecordFiles.matching(output + "/pretrain_data.tfrecord*")) {
      content.put(file.getFileName().toString(), Arrays.toString(Files.readAllBytes(file)));
    }
    return content;
  }

  private static List<String> everythingIn(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
