package org.electra4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.electra4j.io.Json;
import org.electra4j.testing.Reference;
import org.electra4j.tokenization.FullTokenizer;
import org.electra4j.tokenization.TextNormalization;
import org.electra4j.tokenization.Vocabulary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every run of the original: equal records, in equal order, in each file, after equal draws. */
class BuilderGoldenTest {
  private static final Path FOLDER = Reference.folder("pretrain_data");

  @TempDir private Path directory;

  static List<Path> runs() {
    return Reference.cases("pretrain_data").stream()
        .filter(run -> Files.exists(run.resolve("meta.json")))
        .filter(run -> !run.endsWith("openwebtext"))
        .toList();
  }

  @Test
  void allRunsAreThere() {
    assertThat(runs()).hasSize(6);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void shardsHoldTheOriginalsRecords(Path run) throws Exception {
    JsonNode meta = Json.read(run.resolve("meta.json"));
    DatasetOptions options = options(meta, meta.get("jobs").get(0).get("seed").asLong());

    DatasetSummary summary =
        DatasetBuilder.build(
            TextCorpus.of(FOLDER.resolve("corpus")),
            tokenizer(meta),
            options,
            new DatasetOutput(directory, false),
            new BuildProgress());

    int examples = 0;
    for (JsonNode job : meta.get("jobs")) {
      examples += job.get("n_written").asInt();
    }
    assertThat(summary.examples()).isEqualTo(examples);
    assertThat(summary.files()).isEqualTo(3);
    assertThat(summary.textBytes()).isEqualTo(4874 + 4380 + 2029);
    assertSameShards(run, options);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void asMuchIsDrawnAsInTheOriginal(Path run) throws Exception {
    JsonNode meta = Json.read(run.resolve("meta.json"));
    for (JsonNode job : meta.get("jobs")) {
      int id = job.get("job_id").asInt();
      long seed = job.get("seed").asLong() - id;
      DatasetOptions options = options(meta, seed);
      try (ShardSet shards = ShardSet.create(directory, options.outFiles(), false)) {
        DatasetJob ours =
            new DatasetJob(
                id,
                TextCorpus.of(FOLDER.resolve("corpus")),
                tokenizer(meta),
                options,
                shards::open,
                new BuildProgress());
        ours.run();

        PythonRandom replayed = new PythonRandom(seed + id);
        for (JsonNode draw : job.get("random_draws")) {
          replay(draw, replayed);
        }
        assertThat(ours.random().random()).isEqualTo(replayed.random());
      }
    }
  }

  @Test
  void archivesOfOpenWebTextGiveTheOriginalsRecords() throws Exception {
    buildAndCompareOpenWebText(FOLDER.resolve("openwebtext/archives"));
  }

  @Test
  void aPlainTarOfTheArchivesGivesTheSameRecords() throws Exception {
    List<Path> archives = RecordFiles.matching(FOLDER + "/openwebtext/archives/*.xz");
    Path tar = Files.createDirectory(directory.resolve("owt")).resolve("openwebtext.tar");
    List<Path> reversed = new ArrayList<>(archives);
    Collections.reverse(reversed);
    writeTar(tar, "openwebtext/", reversed);

    buildAndCompareOpenWebText(tar.getParent());
  }

  private void buildAndCompareOpenWebText(Path archives) throws Exception {
    JsonNode meta = Json.read(FOLDER.resolve("openwebtext/meta.json"));
    DatasetOptions options = options(meta, meta.get("seed").asLong());

    DatasetSummary summary =
        DatasetBuilder.build(
            OpenWebText.of(archives),
            tokenizer(TextNormalization.UNCASED),
            options,
            new DatasetOutput(directory, false),
            new BuildProgress());

    assertThat(summary.examples()).isEqualTo(meta.get("n_written").asInt());
    assertSameShards(FOLDER.resolve("openwebtext"), options);
  }

  static void writeTar(Path tar, String folder, List<Path> files) throws IOException {
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
      for (Path file : files) {
        TarArchiveEntry entry = new TarArchiveEntry(folder + file.getFileName());
        entry.setSize(Files.size(file));
        out.putArchiveEntry(entry);
        Files.copy(file, out);
        out.closeArchiveEntry();
      }
    }
  }

  private void assertSameShards(Path run, DatasetOptions options) {
    for (int i = 0; i < options.outFiles(); i++) {
      String name = "pretrain_data.tfrecord-" + i + "-of-" + options.outFiles();
      assertThat(read(directory.resolve(name), options.maxSeqLength()))
          .as("%s of %s", name, run)
          .usingRecursiveComparison()
          .isEqualTo(read(run.resolve(name), options.maxSeqLength()));
    }
  }

  private static List<PretrainingExample> read(Path file, int maxSeqLength) {
    try (PretrainingRecords records = PretrainingRecords.open(List.of(file), maxSeqLength)) {
      return IntStream.range(0, (int) records.size()).mapToObj(records::get).toList();
    }
  }

  private DatasetOptions options(JsonNode meta, long seed) {
    return new DatasetOptions(
        meta.get("max_seq_length").asInt(),
        meta.path("num_processes").asInt(1),
        meta.get("num_out_files").asInt(),
        meta.get("blanks_separate_docs").asBoolean(),
        seed);
  }

  private static FullTokenizer tokenizer(JsonNode meta) {
    return tokenizer(
        TextNormalization.of(
            meta.get("do_lower_case").asBoolean(), meta.get("strip_accents").asBoolean()));
  }

  /** BERT's vocabulary as far as the text of the runs touches it, at its ids. */
  static FullTokenizer tokenizer(TextNormalization normalization) {
    List<String> tokens = new ArrayList<>(Collections.nCopies(30522, "\0"));
    Path file = Path.of("src/test/resources/reference/pretrain_data_tokens.tsv");
    try {
      for (String line : Files.readAllLines(file)) {
        int tab = line.indexOf('\t');
        tokens.set(Integer.parseInt(line.substring(0, tab)), line.substring(tab + 1));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return new FullTokenizer(Vocabulary.of(tokens, file.toString()), normalization);
  }

  /** Draws what the original drew, and compares. */
  private static void replay(JsonNode draw, PythonRandom random) {
    switch (draw.get(0).asText()) {
      case "random" -> assertThat(random.random()).isEqualTo(draw.get(1).asDouble());
      case "randint" ->
          assertThat(random.randint(draw.get(1).asInt(), draw.get(2).asInt()))
              .isEqualTo(draw.get(3).asInt());
      case "shuffle" -> {
        List<JsonNode> list = new ArrayList<>();
        draw.get(1).forEach(list::add);
        random.shuffle(list);
        assertThat(list)
            .isEqualTo(IntStream.range(0, list.size()).mapToObj(draw.get(2)::get).toList());
      }
      default -> throw new AssertionError(draw);
    }
  }
}
